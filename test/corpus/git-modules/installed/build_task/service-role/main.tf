variable "name" {
  type = string
}

variable "service" {
  type = string
}

resource "aws_iam_role" "this" {
  name               = var.name
  assume_role_policy = templatefile("${path.module}/trust.json.tftpl", { service = var.service })
}

output "arn" {
  value = aws_iam_role.this.arn
}
