terraform {
  required_providers {
    aws = { source = "hashicorp/aws", version = "~> 5.0" }
  }
}

provider "aws" {
  region = "eu-west-1"
}

module "analytics" {
  source  = "./analytics"
  partner = "303030303030"
}

moved {
  from = aws_iam_role.analyst
  to   = module.analytics.aws_iam_role.analyst
}

moved {
  from = aws_iam_role.notebook
  to   = module.analytics.aws_iam_role.notebook
}

moved {
  from = aws_iam_role_policy.analyst
  to   = module.analytics.aws_iam_role_policy.analyst[0]
}
