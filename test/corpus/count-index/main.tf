terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "5.100.0"
    }
  }
}

provider "aws" {
  region = "us-west-2"
}

variable "partners" {
  type = list(string)
  default = [
    "123456789012",
    "444444444444",
  ]
}

variable "with_notebooks" {
  type    = bool
  default = true
}

resource "aws_iam_role" "notebook" {
  count = var.with_notebooks ? 1 : 0
  name  = "notebook"

  assume_role_policy = <<EOF
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Action": "sts:AssumeRole",
      "Effect": "Allow",
      "Principal": {
        "Service": "sagemaker.amazonaws.com"
      }
    }
  ]
}
EOF
}

resource "aws_iam_role" "partner" {
  count = "${length(var.partners)}"
  name  = "partner-${count.index}"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { AWS = element(var.partners, count.index) }
    }]
  })
}

# The first partner is our own reporting account, which may only look.
resource "aws_iam_role_policy" "partner" {
  count = length(var.partners)

  name = "notebooks"
  role = aws_iam_role.partner[count.index].id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = count.index == 0 ? ["sagemaker:List*"] : ["sagemaker:CreateNotebookInstance", "sagemaker:CreatePresignedNotebookInstanceUrl"]
        Resource = "*"
      },
      {
        Effect   = "Allow"
        Action   = "iam:PassRole"
        Resource = aws_iam_role.notebook.*.arn
      },
    ]
  })
}
