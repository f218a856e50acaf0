variable "environment" { type = string }
variable "slug" { type = string }
variable "vendor" { type = string }
variable "bucket_keys" { type = set(string) }

resource "aws_s3_bucket" "data" {
  for_each      = var.bucket_keys
  bucket_prefix = "${var.slug}-${replace(each.value, "/[./]/", "-")}-"
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = var.vendor == "" ? "Service" : "AWS"
      identifiers = var.vendor == "" ? ["ec2.amazonaws.com"] : [var.vendor]
    }
  }
}

data "aws_iam_policy_document" "work" {
  for_each = aws_s3_bucket.data

  statement {
    sid       = "Data"
    actions   = ["s3:GetObject", "s3:PutObject"]
    resources = ["${each.value.arn}/*"]
  }

  dynamic "statement" {
    for_each = each.key == "in.coming" ? [var.environment] : []
    content {
      sid       = "Workers"
      actions   = ["ec2:RunInstances", "ec2:CreateTags"]
      resources = ["*"]
    }
  }
}

resource "aws_iam_role" "runner" {
  name               = "runner-${var.slug}"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

resource "aws_iam_role_policy" "runner" {
  for_each = data.aws_iam_policy_document.work
  name     = replace(each.key, "/", ".")
  role     = aws_iam_role.runner.name
  policy   = each.value.json
}
