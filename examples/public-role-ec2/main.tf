# A render farm that a studio's workstations start from their own AWS accounts.

data "aws_iam_policy_document" "render_trust" {
  statement {
    sid     = "Workstations"
    actions = ["sts:AssumeRole"]

    # The list of the studio's accounts was to follow.
    principals {
      type        = "AWS"
      identifiers = ["*"]
    }
  }
}

resource "aws_iam_role" "render" {
  name               = "render-farm"
  assume_role_policy = data.aws_iam_policy_document.render_trust.json
}

resource "aws_iam_role_policy" "render" {
  name = "start-nodes"
  role = aws_iam_role.render.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "StartNodes"
        Effect   = "Allow"
        Action   = ["ec2:RunInstances", "ec2:CreateTags"]
        Resource = "*"
      },
      {
        Sid      = "Look"
        Effect   = "Allow"
        Action   = "ec2:Describe*"
        Resource = "*"
      },
    ]
  })
}
