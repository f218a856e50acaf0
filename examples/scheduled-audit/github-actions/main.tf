# The role with which a scheduled workflow audits this account, or with `member_role` the accounts of its organization.

variable "repository" {
  description = "The repository of the workflow, as OWNER/NAME"
  type        = string
  default     = "acme/security-audit"
}

variable "member_role" {
  description = "Name of the audit's role in every member account; null to audit this account alone"
  type        = string
  default     = "iam-miner-lint-audit"
}

resource "aws_iam_openid_connect_provider" "github" {
  url            = "https://token.actions.githubusercontent.com"
  client_id_list = ["sts.amazonaws.com"]
}

resource "aws_iam_role" "audit" {
  name = "iam-miner-lint-scheduled"

  # Hundreds of accounts take more than the hour that a session has by default.
  max_session_duration = 4 * 60 * 60

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "MainBranchOnly"
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = aws_iam_openid_connect_provider.github.arn }
      Condition = {
        StringEquals = {
          "token.actions.githubusercontent.com:aud" = "sts.amazonaws.com"
          "token.actions.githubusercontent.com:sub" = "repo:${var.repository}:ref:refs/heads/main"
        }
      }
    }]
  })
}

# What an audit of one account needs.
resource "aws_iam_role_policy" "account" {
  name   = "read-account"
  role   = aws_iam_role.audit.id
  policy = file("${path.module}/read-account.json")
}

# What an audit of an organization needs beside it.
resource "aws_iam_role_policy" "organization" {
  count = var.member_role == null ? 0 : 1
  name  = "read-organization"
  role  = aws_iam_role.audit.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(jsondecode(file("${path.module}/read-organization.json")).Statement, [{
      Sid      = "MemberAccounts"
      Effect   = "Allow"
      Action   = "sts:AssumeRole"
      Resource = "arn:aws:iam::*:role/${var.member_role}"
    }])
  })
}
