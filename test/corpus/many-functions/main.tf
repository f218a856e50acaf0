terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.0"
    }
  }
}

provider "aws" {
  region = "us-east-1"
}

data "aws_caller_identity" "this" {}
data "aws_region" "this" {}

locals {
  applications = ["billing", "search"]
  stages       = toset(["dev", "prod"])

  names = [for pair in setproduct(local.applications, local.stages) : join("-", pair)]
  roles = zipmap(local.names, [for name in local.names : aws_iam_role.function[name].arn])

  defaults  = { dev = "pause", prod = "run", test = "none" }
  overrides = { test = "run" }
  modes     = merge(local.defaults, local.overrides)

  production = compact([for name in local.names : endswith(name, "prod") ? lookup(local.roles, name, "") : ""])

  function_arns = formatlist(
    "arn:aws:lambda:%s:%s:function:%s",
    data.aws_region.this.name,
    data.aws_caller_identity.this.account_id,
    distinct(flatten([local.names, ["billing-prod", ["search-prod"]]])),
  )

  verbs = slice(split(",", "Get,List,Create,Invoke,Delete"), 0, 4)
}

resource "aws_iam_role" "function" {
  for_each = toset(local.names)
  name     = upper(each.value)

  assume_role_policy = jsonencode(merge(
    { Version = "2012-10-17" },
    {
      Statement = [{
        Effect    = "Allow"
        Action    = lower("STS:AssumeRole")
        Principal = { Service = format("%s.amazonaws.com", "lambda") }
      }]
    },
  ))
}

resource "aws_iam_role" "vendor" {
  name = trimsuffix("vendor-role", "-role")

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow"
      Action = "sts:AssumeRole"
      Principal = {
        AWS = regex("[0-9]{12}", "account 272727272727 of the vendor")
      }
    }]
  })
}

resource "aws_iam_role_policy" "vendor" {
  name = "functions"
  role = aws_iam_role.vendor.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = join("", ["Functions", title(element(local.applications, 3))])
        Effect   = "Allow"
        Action   = [for verb in local.verbs : "lambda:${verb}Function"]
        Resource = local.function_arns
      },
      {
        Sid      = "Pass"
        Effect   = local.modes["test"] == "run" ? "Allow" : "Deny"
        Action   = "iam:PassRole"
        Resource = reverse(sort(local.production))
      },
    ]
  })
}
