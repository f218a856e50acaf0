variable "name" {
  type = string
}

variable "account_id" {
  type = string
}

resource "aws_iam_role" "this" {
  name = var.name

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "SameAccount"
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { AWS = "arn:aws:iam::${var.account_id}:root" }
    }]
  })
}

# Collectors put themselves into the trust policies of the roles whose metrics they read.
resource "aws_iam_role_policy" "this" {
  name = "register"
  role = aws_iam_role.this.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid      = "Register"
      Effect   = "Allow"
      Action   = ["iam:GetRole", "iam:UpdateAssumeRolePolicy"]
      Resource = "arn:aws:iam::${var.account_id}:role/model-*"
    }]
  })
}
