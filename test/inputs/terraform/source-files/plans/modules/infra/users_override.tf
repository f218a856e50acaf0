resource "aws_iam_user" "ci" {
  path = "/ci/"
}
