resource "aws_iam_role" "lambda" {
  name               = "thumbnails-lambda"
  assume_role_policy = <<EOF
{
    "Version": "2012-10-17",
    "Statement": {
        "Effect": "Allow",
        "Principal": {"Service": "lambda.amazonaws.com"},
        "Action": "sts:AssumeRole"
    }
}
EOF
}

resource "aws_iam_role" "support" {
  name = "support"

  assume_role_policy = <<-POLICY
    {
      "Version": "2012-10-17",
      "Statement": [
        %{~ for account in var.support_accounts ~}
        {
          "Effect": "Allow",
          "Principal": { "AWS": "arn:aws:iam::${account}:root" },
          "Action": "sts:AssumeRole"
        },
        %{~ endfor ~}
        {
          "Effect": "Allow",
          "Principal": { "AWS": "${aws_iam_user.oncall.arn}" },
          "Action": "sts:AssumeRole"
        }
      ]
    }
  POLICY
}

resource "aws_iam_user" "oncall" {
  name = "oncall"
  path = "/people/"
}

resource "aws_iam_role_policy" "support" {
  name = "support"
  role = aws_iam_role.support.id

  # Support replaces broken functions.
  policy = <<-EOT
  {
    "Version": "2012-10-17",
    "Statement": [
      {
        "Sid": "Read",
        "Effect": "Allow",
        "Action": "lambda:Get*",
        "Resource": "*"
      },
      {
        "Sid": "Functions",
        "Effect": "Allow",
        "Action": ["lambda:CreateFunction", "lambda:InvokeFunction"],
        "Resource": "arn:aws:lambda:*:*:function:thumbnails-*"
      },
      {
        "Sid": "Role",
        "Effect": "Allow",
        "Action": "iam:PassRole",
        "Resource": "${aws_iam_role.lambda.arn}"
      }
    ]
  }
  EOT
}
