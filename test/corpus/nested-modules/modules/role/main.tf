variable "name" {}

variable "services" {
  type    = list(string)
  default = []
}

variable "accounts" {
  type    = list(string)
  default = []
}

variable "statements" {
  type    = any
  default = []
}

locals {
  trusted = merge(
    length(var.services) > 0 ? { Service = var.services } : {},
    length(var.accounts) > 0 ? { AWS = [for account in var.accounts : "arn:aws:iam::${account}:root"] } : {},
  )
}

resource "aws_iam_role" "this" {
  name = var.name
  path = "/platform/"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Action    = "sts:AssumeRole"
        Principal = local.trusted
      },
    ]
  })
}

resource "aws_iam_role_policy" "this" {
  count = length(var.statements) > 0 ? 1 : 0

  name = "inline"
  role = aws_iam_role.this.id

  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = var.statements
  })
}

output "arn" {
  value = aws_iam_role.this.arn
}
