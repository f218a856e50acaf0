variable "name" { type = string }
variable "account_id" { type = string }
variable "policy" { type = string }
variable "arguments" { type = any }

locals {
  trust = {
    Version = "2012-10-17"
    Statement = {
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::${var.account_id}:root" }
      Action    = "sts:AssumeRole"
    }
  }
}

resource "aws_iam_role" "this" {
  name               = var.name
  assume_role_policy = jsonencode(local.trust)
}

resource "aws_iam_role_policy" "this" {
  name   = var.policy
  role   = aws_iam_role.this.id
  policy = templatefile("${path.module}/../../policies/${var.policy}.tftpl", var.arguments)
}
