variable "pass_roles" {
  type = list(string)
}

data "aws_iam_policy_document" "this" {
  statement {
    sid       = "Run"
    actions   = ["ecs:RegisterTaskDefinition", "ecs:RunTask", "ecs:DescribeTasks"]
    resources = ["*"]
  }

  statement {
    sid       = "Pass"
    actions   = ["iam:PassRole"]
    resources = var.pass_roles
  }
}

output "json" {
  value = data.aws_iam_policy_document.this.json
}
