variable "name" {
  type = string
}

variable "operator_account" {
  type = string
}

variable "stages" {
  type = set(string)
}

resource "aws_iam_role" "stage" {
  for_each = var.stages

  name               = format("%s-%s", var.name, each.value)
  assume_role_policy = templatefile("${path.module}/templates/service-trust.json", { service = "sagemaker.amazonaws.com" })
}

resource "aws_iam_role" "operator" {
  name = "${var.name}-operator"
  assume_role_policy = templatefile("${path.module}/templates/account-trust.json.tftpl", {
    accounts    = [var.operator_account]
    external_id = ""
  })
}

resource "aws_iam_policy" "operator" {
  name        = "${var.name}-operator"
  description = "Starts the jobs of ${var.name}"
  policy = templatefile("${path.module}/templates/operator.json.tftpl", {
    roles  = [for stage in sort(var.stages) : aws_iam_role.stage[stage].arn]
    stages = var.stages
  })
}

resource "aws_iam_role_policy_attachment" "operator" {
  role       = aws_iam_role.operator.name
  policy_arn = aws_iam_policy.operator.arn
}
