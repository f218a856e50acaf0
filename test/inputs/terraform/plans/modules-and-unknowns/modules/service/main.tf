variable "name" { type = string }
variable "trusted" { type = string }
variable "policies" { type = map(string) }

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "AWS"
      identifiers = [var.trusted]
    }
    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com", "lambda.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "this" {
  name               = "service-${var.name}"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

resource "aws_iam_role_policy_attachment" "this" {
  for_each   = var.policies
  role       = aws_iam_role.this.name
  policy_arn = each.value
}

resource "aws_ecs_task_definition" "this" {
  family                = replace(var.name, ".", "-")
  task_role_arn         = aws_iam_role.this.arn
  execution_role_arn    = aws_iam_role.this.arn
  container_definitions = jsonencode([{ name = "main", image = "nginx", memory = 128 }])
}

resource "aws_ecs_service" "this" {
  name            = replace(var.name, ".", "-")
  task_definition = aws_ecs_task_definition.this.arn
}

resource "aws_lambda_function" "this" {
  function_name = replace(var.name, ".", "-")
  role          = aws_iam_role.this.arn
  package_type  = "Image"
  image_uri     = "222222222222.dkr.ecr.eu-west-1.amazonaws.com/app:1"
}

resource "aws_lambda_function_url" "this" {
  function_name      = aws_lambda_function.this.function_name
  authorization_type = "NONE"
}

resource "aws_lambda_permission" "this" {
  statement_id           = "public"
  function_name          = aws_lambda_function.this.arn
  action                 = "lambda:InvokeFunctionUrl"
  principal              = "*"
  function_url_auth_type = "NONE"
}

output "role_arn" { value = aws_iam_role.this.arn }
output "role_name" { value = aws_iam_role.this.name }
