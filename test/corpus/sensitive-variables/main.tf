terraform {
  required_providers {
    aws = { source = "hashicorp/aws", version = "~> 5.0" }
  }
}

provider "aws" {
  region = "us-east-1"
}

variable "external_id" {
  type      = string
  sensitive = true
}

variable "database_password" {
  type      = string
  sensitive = true
}

variable "vendor_account" {
  type      = string
  sensitive = true
}

resource "aws_iam_role" "task" {
  name               = "monitoring-task"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ecs-tasks.amazonaws.com" } }] })
}

resource "aws_iam_role" "vendor" {
  name = "monitoring-vendor"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Action    = "sts:AssumeRole"
        Principal = { AWS = "arn:aws:iam::${nonsensitive(var.vendor_account)}:root" }
        Condition = { StringEquals = { "sts:ExternalId" = var.external_id } }
      },
      {
        Effect    = "Allow"
        Action    = "sts:AssumeRole"
        Principal = { AWS = aws_iam_role.task.arn }
      },
    ]
  })
}

resource "aws_ssm_parameter" "password" {
  name  = "/monitoring/database"
  type  = "SecureString"
  value = var.database_password
}

resource "aws_iam_role_policy" "vendor" {
  name = "agents"
  role = aws_iam_role.vendor.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "Parameter"
        Effect   = "Allow"
        Action   = "ssm:GetParameter"
        Resource = aws_ssm_parameter.password.arn
      },
      {
        Sid      = "Agents"
        Effect   = "Allow"
        Action   = ["ecs:RegisterTaskDefinition", "ecs:RunTask", "ecs:CreateCluster"]
        Resource = "*"
      },
      {
        Sid      = "Pass"
        Effect   = "Allow"
        Action   = "iam:PassRole"
        Resource = aws_iam_role.task.arn
      },
    ]
  })
}
