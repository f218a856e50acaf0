variable "name" { type = string }
variable "trust" { type = string }

variable "profile" {
  type    = bool
  default = false
}

resource "aws_iam_role" "this" {
  name               = var.name
  assume_role_policy = var.trust
}

resource "aws_iam_instance_profile" "this" {
  count = var.profile ? 1 : 0
  name  = var.name
  role  = aws_iam_role.this.name
}

output "arn" {
  value = aws_iam_role.this.arn
}
