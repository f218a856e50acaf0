terraform {
  required_version = ">= 1.3.0"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.0"
    }
  }
}

provider "aws" {
  region = "eu-west-1"
}

# Whose account this is.
data "aws_caller_identity" "current" {}

locals {
  services = toset(flatten([for role in var.roles : role.pass]))
}

resource "aws_iam_role" "service" {
  for_each = local.services
  name     = "service-${each.value}"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "${each.value}.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role" "this" {
  for_each = var.roles

  name                 = each.key
  path                 = each.value.path
  max_session_duration = each.value.hours * 3600

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      for trusted in each.value.trusted : {
        Effect    = "Allow"
        Action    = "sts:AssumeRole"
        Principal = { AWS = can(tonumber(trusted)) ? "arn:aws:iam::${trusted}:root" : trusted }
      }
    ]
  })
}

resource "aws_iam_role_policy" "this" {
  for_each = { for name, role in var.roles : name => role if length(role.actions) > 0 }

  name = each.key
  role = aws_iam_role.this[each.key].name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [{ Effect = "Allow", Action = each.value.actions, Resource = ["*"] }],
      [for service in each.value.pass : { Effect = "Allow", Action = ["iam:PassRole"], Resource = [aws_iam_role.service[service].arn] }],
    )
  })
}
