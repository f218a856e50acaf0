terraform {
  required_providers {
    aws = { source = "hashicorp/aws", version = "5.100.0" }
  }
}

provider "aws" {
  region                      = "eu-west-1"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
}

provider "aws" {
  alias                       = "audit"
  region                      = "eu-west-1"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  assume_role {
    role_arn = "arn:aws:iam::222222222222:role/terraform"
  }
}

variable "services" {
  type    = set(string)
  default = ["api", "batch.nightly"]
}

variable "session_secret" {
  type      = string
  sensitive = true
  default   = "not-to-be-printed"
}

locals {
  deployer_name = "deployer"
  late_policy   = aws_iam_policy.late.arn
}

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}

resource "aws_iam_openid_connect_provider" "github" {
  url             = "https://token.actions.githubusercontent.com"
  client_id_list  = ["sts.amazonaws.com"]
  thumbprint_list = ["6938fd4d98bab03faadb97b34396831e3780aea1"]
}

data "aws_iam_policy_document" "deployer_trust" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = [aws_iam_openid_connect_provider.github.arn]
    }
    condition {
      test     = "StringLike"
      variable = "token.actions.githubusercontent.com:sub"
      values   = ["repo:*"]
    }
    condition {
      test     = "StringEquals"
      variable = "token.actions.githubusercontent.com:aud"
      values   = ["sts.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "deployer" {
  name               = local.deployer_name
  assume_role_policy = data.aws_iam_policy_document.deployer_trust.json
}

data "aws_iam_policy_document" "base" {
  statement {
    sid       = "Base"
    actions   = ["s3:GetObject"]
    resources = ["arn:aws:s3:::artifacts/home/&{aws:username}/*"]
  }
}

data "aws_iam_policy_document" "pass" {
  source_policy_documents   = [data.aws_iam_policy_document.base.json]
  override_policy_documents = [data.aws_iam_policy_document.override.json]
  statement {
    sid       = "Pass"
    actions   = ["iam:PassRole"]
    resources = [for service in module.service : service.role_arn]
  }
  statement {
    sid       = "Run"
    actions   = ["ecs:RunTask"]
    resources = ["*"]
  }
  statement {
    effect    = "Deny"
    actions   = ["iam:PassRole"]
    resources = [aws_iam_role.deployer.arn, aws_iam_role.numbered[0].arn, "arn:aws:iam::*:role/admin"]
  }
}

data "aws_iam_policy_document" "override" {
  statement {
    sid       = "Run"
    actions   = ["ecs:RunTask"]
    resources = ["*"]
    condition {
      test     = "ArnEquals"
      variable = "aws:PrincipalArn"
      values   = [aws_iam_role.deployer.arn]
    }
  }
}

resource "aws_iam_role_policy" "deployer_pass" {
  name   = "pass"
  role   = aws_iam_role.deployer.id
  policy = data.aws_iam_policy_document.pass.json
}

module "service" {
  source   = "./modules/service"
  for_each = var.services

  name    = each.key
  trusted = aws_iam_role.deployer.arn
  policies = {
    logs = aws_iam_policy.logs[each.key].arn
  }
}

resource "aws_iam_policy" "logs" {
  for_each = var.services
  name     = "logs-${each.key}"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "logs:*", Resource = "*" }]
  })
}

resource "aws_iam_policy" "late" {
  name_prefix = "late-"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "iam:PassRole", Resource = aws_iam_role.deployer.arn }]
  })
}

resource "aws_iam_role_policy_attachment" "through_local" {
  role       = aws_iam_role.deployer.name
  policy_arn = local.late_policy
}

resource "aws_iam_role_policy_attachment" "administrator" {
  role       = module.service["api"].role_name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/ReadOnlyAccess"
}

resource "aws_iam_role" "numbered" {
  count       = 2
  name_prefix = "numbered-"
  path        = "/pool/"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy_attachment" "numbered" {
  count      = 2
  role       = aws_iam_role.numbered[count.index].name
  policy_arn = aws_iam_policy.late.arn
}

resource "aws_iam_policy_attachment" "everyone" {
  name       = "everyone"
  policy_arn = aws_iam_policy.late.arn
  roles      = concat([aws_iam_role.deployer.name], aws_iam_role.numbered[*].name)
}

resource "aws_iam_role" "auditor" {
  provider             = aws.audit
  name                 = "auditor"
  permissions_boundary = aws_iam_policy.boundary.arn
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = aws_iam_role.deployer.arn } }]
  })
  inline_policy {
    name = "secret"
    policy = jsonencode({
      Version   = "2012-10-17"
      Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3:::${var.session_secret}/*" }]
    })
  }
  inline_policy {
    name   = "later"
    policy = data.aws_iam_policy_document.override.json
  }
}

resource "aws_iam_policy" "boundary" {
  provider = aws.audit
  name     = "boundary"
  policy   = data.aws_iam_policy_document.base.json
}

module "group" {
  source     = "./modules/group"
  policy_arn = aws_iam_policy.late.arn
}

resource "aws_iam_user" "operator" {
  for_each = toset(["ann", "bob"])
  name     = each.key
}

resource "aws_iam_user_group_membership" "operator" {
  for_each = aws_iam_user.operator
  user     = each.value.name
  groups   = [module.group.name]
}

resource "aws_iam_access_key" "operator" {
  for_each = aws_iam_user.operator
  user     = each.value.name
}

data "aws_iam_policy_document" "dynamic" {
  dynamic "statement" {
    for_each = module.service
    content {
      actions   = ["sts:AssumeRole"]
      resources = [statement.value.role_arn]
    }
  }
}

resource "aws_iam_user_policy" "dynamic" {
  name   = "dynamic"
  user   = aws_iam_user.operator["ann"].name
  policy = data.aws_iam_policy_document.dynamic.json
}

resource "aws_iam_instance_profile" "numbered" {
  name_prefix = "numbered-"
  role        = aws_iam_role.numbered[1].name
}

resource "aws_launch_template" "pool" {
  name_prefix = "pool-"
  image_id    = "ami-0123456789abcdef0"
  iam_instance_profile {
    arn = aws_iam_instance_profile.numbered.arn
  }
}

resource "aws_autoscaling_group" "pool" {
  name               = "pool"
  min_size           = 0
  max_size           = 4
  availability_zones = ["eu-west-1a"]
  launch_template {
    id = aws_launch_template.pool.id
  }
}

resource "aws_instance" "bastion" {
  ami                  = "ami-0123456789abcdef0"
  instance_type        = "t3.micro"
  iam_instance_profile = aws_iam_instance_profile.numbered.name
}

resource "aws_codebuild_project" "build" {
  name         = "build"
  service_role = aws_iam_role.deployer.arn
  artifacts { type = "NO_ARTIFACTS" }
  environment {
    compute_type = "BUILD_GENERAL1_SMALL"
    image        = "aws/codebuild/standard:7.0"
    type         = "LINUX_CONTAINER"
  }
  source { type = "NO_SOURCE" }
}

resource "aws_s3_bucket" "artifacts" {
  bucket = "artifacts"
}

resource "aws_s3_bucket_policy" "artifacts" {
  bucket = aws_s3_bucket.artifacts.id
  policy = data.aws_iam_policy_document.bucket.json
}

data "aws_iam_policy_document" "bucket" {
  statement {
    actions   = ["s3:PutObject"]
    resources = ["${aws_s3_bucket.artifacts.arn}/*"]
    principals {
      type        = "AWS"
      identifiers = [aws_iam_role.deployer.arn]
    }
    principals {
      type        = "Service"
      identifiers = ["codebuild.amazonaws.com"]
    }
  }
}
