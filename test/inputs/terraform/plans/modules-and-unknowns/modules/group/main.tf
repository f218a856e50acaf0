variable "policy_arn" { type = string }

resource "aws_iam_group" "this" {
  name = "operators"
}

resource "aws_iam_group_policy_attachment" "this" {
  group      = aws_iam_group.this.name
  policy_arn = var.policy_arn
}

output "name" { value = aws_iam_group.this.id }
