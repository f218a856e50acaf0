resource "aws_iam_group" "inner" {
  name = "inner-${terraform.workspace}"
}
