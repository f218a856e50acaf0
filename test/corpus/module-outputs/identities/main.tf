module "service_roles" {
  source   = "./service-role"
  for_each = toset(["ecs-tasks", "events"])
  service  = each.key
}

locals {
  arns = { for service, role in module.service_roles : service => role.this.arn }
}

data "aws_iam_policy_document" "run" {
  statement {
    actions   = ["ecs:RunTask", "ecs:RegisterTaskDefinition"]
    resources = ["*"]
  }

  statement {
    actions   = ["iam:PassRole"]
    resources = values(local.arns)

    condition {
      test     = "StringLike"
      variable = "iam:PassedToService"
      values   = ["ecs-tasks.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "read" {
  statement {
    actions   = ["ecs:Describe*"]
    resources = ["*"]
  }
}

output "all" {
  value = {
    services = module.service_roles
    arns     = local.arns
    trusted  = ["arn:aws:iam::343434343434:root", local.arns["events"]]
  }
}

output "documents" {
  value = {
    run  = data.aws_iam_policy_document.run.json
    read = data.aws_iam_policy_document.read.json
  }
}
