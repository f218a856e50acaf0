data "aws_caller_identity" "this" {}

resource "aws_ecs_cluster" "this" {
  name = "${var.environment}-${var.cluster}"
}

module "task" {
  source = "../role"

  name     = "${var.environment}-${var.name}-task"
  services = ["ecs-tasks.amazonaws.com"]
}

module "operator" {
  source = "../role"

  name     = "${var.environment}-${var.name}-operator"
  accounts = compact([var.partner, data.aws_caller_identity.this.account_id])

  statements = [
    {
      Sid      = "Look"
      Effect   = "Allow"
      Action   = ["ecs:Describe*", "ecs:List*"]
      Resource = "*"
    },
    {
      Sid       = "RunJobs"
      Effect    = "Allow"
      Action    = ["ecs:RegisterTaskDefinition", "ecs:RunTask"]
      Resource  = "*"
    },
    {
      Sid      = "HandOverTaskRole"
      Effect   = "Allow"
      Action   = ["iam:PassRole"]
      Resource = module.task.arn
    },
  ]
}

output "role_arn" {
  value = module.operator.arn
}
