# A nightly audit of this account without a CI system: EventBridge Scheduler starts a CodeBuild project, which writes its
# report to a bucket.

variable "report_bucket" {
  description = "Name of the bucket for reports"
  type        = string
  default     = "acme-iam-miner-lint-reports"
}

variable "tool_version" {
  description = "Version of the npm package"
  type        = string
  default     = "0.1.0"
}

data "aws_caller_identity" "current" {}

locals {
  account = data.aws_caller_identity.current.account_id
  # CodeBuild takes a role only for projects of the role's own account, and does not say that it tells the account.
  trust = { for service, condition in {
    codebuild = {}
    scheduler = { Condition = { StringEquals = { "aws:SourceAccount" = local.account } } }
    } : service => jsonencode({
      Version = "2012-10-17"
      Statement = [merge(condition, {
        Effect    = "Allow"
        Action    = "sts:AssumeRole"
        Principal = { Service = "${service}.amazonaws.com" }
      })]
  }) }
}

resource "aws_s3_bucket" "reports" {
  bucket = var.report_bucket
}

resource "aws_s3_bucket_public_access_block" "reports" {
  bucket                  = aws_s3_bucket.reports.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_iam_role" "audit" {
  name               = "iam-miner-lint-audit"
  assume_role_policy = local.trust["codebuild"]
}

resource "aws_iam_role_policy" "account" {
  name   = "read-account"
  role   = aws_iam_role.audit.id
  policy = file("${path.module}/read-account.json")
}

resource "aws_iam_role_policy" "report" {
  name = "write-report"
  role = aws_iam_role.audit.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "Report"
        Effect   = "Allow"
        Action   = ["s3:GetObject", "s3:PutObject"]
        Resource = "${aws_s3_bucket.reports.arn}/*"
      },
      {
        # Without it S3 does not say that there is no report yet.
        Sid      = "Bucket"
        Effect   = "Allow"
        Action   = "s3:ListBucket"
        Resource = aws_s3_bucket.reports.arn
      },
      {
        Sid      = "Log"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = "${aws_cloudwatch_log_group.audit.arn}:*"
      },
    ]
  })
}

resource "aws_cloudwatch_log_group" "audit" {
  name              = "/iam-miner-lint/audit"
  retention_in_days = 30
}

resource "aws_codebuild_project" "audit" {
  name          = "iam-miner-lint-audit"
  service_role  = aws_iam_role.audit.arn
  build_timeout = 120

  artifacts {
    type = "NO_ARTIFACTS"
  }

  environment {
    compute_type = "BUILD_GENERAL1_SMALL"
    image        = "aws/codebuild/amazonlinux-x86_64-standard:5.0"
    type         = "LINUX_CONTAINER"

    environment_variable {
      name  = "REPORT_BUCKET"
      value = aws_s3_bucket.reports.id
    }
  }

  logs_config {
    cloudwatch_logs {
      group_name = aws_cloudwatch_log_group.audit.name
    }
  }

  source {
    type = "NO_SOURCE"
    buildspec = yamlencode({
      version = "0.2"
      phases = {
        install = { runtime-versions = { nodejs = 22 } }
        build = {
          commands = [
            # The last report, to tell what is new; there is none on the first night.
            "aws s3 ls \"s3://$REPORT_BUCKET/last.json\" && aws s3 cp \"s3://$REPORT_BUCKET/last.json\" last.json || true",
            "npx --yes iam-miner-lint@${var.tool_version} audit --region all --snapshot snapshot.json.gz --format sarif=audit.sarif --format json=new.json --fail-on never $(test -f last.json && echo --baseline last.json)",
            "aws s3 cp audit.sarif \"s3://$REPORT_BUCKET/$(date -u +%Y/%m/%d)/audit.sarif\"",
            "aws s3 cp new.json \"s3://$REPORT_BUCKET/last.json\"",
          ]
        }
      }
    })
  }
}

resource "aws_iam_role" "schedule" {
  name               = "iam-miner-lint-schedule"
  assume_role_policy = local.trust["scheduler"]
}

resource "aws_iam_role_policy" "schedule" {
  name = "start-audit"
  role = aws_iam_role.schedule.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "codebuild:StartBuild"
      Resource = aws_codebuild_project.audit.arn
    }]
  })
}

resource "aws_scheduler_schedule" "nightly" {
  name                = "iam-miner-lint-audit"
  schedule_expression = "cron(17 3 * * ? *)"

  flexible_time_window {
    mode                      = "FLEXIBLE"
    maximum_window_in_minutes = 30
  }

  target {
    arn      = aws_codebuild_project.audit.arn
    role_arn = aws_iam_role.schedule.arn
  }
}
