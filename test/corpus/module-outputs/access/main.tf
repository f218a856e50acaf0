variable "identity" {
  type = any
}

variable "policy" {
  type = string
}

resource "aws_iam_role" "scheduler" {
  name = "external-scheduler"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { AWS = var.identity.trusted }
    }]
  })
}

resource "aws_iam_role_policy" "scheduler" {
  name   = "run"
  role   = aws_iam_role.scheduler.id
  policy = var.policy
}
