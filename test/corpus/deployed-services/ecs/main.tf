variable "services" { type = any }
variable "name" {}
resource "aws_ecs_cluster" "this" { name = var.name }
resource "aws_iam_role" "tasks" {
  for_each           = { for k, v in var.services : k => v if try(v.create_tasks_iam_role, true) }
  name               = "${each.key}-tasks"
  assume_role_policy = data.aws_iam_policy_document.assume.json
}
data "aws_iam_policy_document" "assume" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }
  }
}
data "aws_iam_policy_document" "tasks" {
  for_each = { for k, v in var.services : k => v if length(try(v.tasks_iam_role_statements, [])) > 0 }
  dynamic "statement" {
    for_each = each.value.tasks_iam_role_statements
    content {
      sid       = try(statement.value.sid, null)
      actions   = try(statement.value.actions, null)
      effect    = try(statement.value.effect, null)
      resources = try(statement.value.resources, null)
    }
  }
}
resource "aws_iam_role_policy" "tasks" {
  for_each = data.aws_iam_policy_document.tasks
  role     = aws_iam_role.tasks[each.key].name
  policy   = each.value.json
}
resource "aws_ecs_task_definition" "this" {
  for_each              = var.services
  family                = each.key
  task_role_arn         = try(aws_iam_role.tasks[each.key].arn, null)
  container_definitions = jsonencode([for name, c in each.value.containers : merge({ name = name, essential = true, memory = 128 }, c)])
}
resource "aws_ecs_service" "this" {
  for_each        = var.services
  name            = each.key
  cluster         = aws_ecs_cluster.this.arn
  task_definition = aws_ecs_task_definition.this[each.key].arn
  desired_count   = try(each.value.desired_count, 1)
}
output "services" {
  value = { for k, v in aws_ecs_service.this : k => { id = v.id, role_arn = try(aws_iam_role.tasks[k].arn, null) } }
}
output "cluster_arn" { value = aws_ecs_cluster.this.arn }
