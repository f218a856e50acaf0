variable "partner" {
  type = string
}

resource "aws_iam_role" "analyst" {
  name = "analyst"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = "arn:aws:iam::${var.partner}:root" } }]
  })
}

resource "aws_iam_role" "notebook" {
  name = "notebook"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "sagemaker.amazonaws.com" } }]
  })
}

resource "aws_sqs_queue" "requests" {
  name_prefix = "analyst-requests-"
}

resource "aws_iam_role_policy" "analyst" {
  count = 1

  name = "analyst"
  role = aws_iam_role.analyst.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "athena:GetQueryResults", Resource = "*" },
      { Effect = "Allow", Action = "sqs:SendMessage", Resource = aws_sqs_queue.requests.arn },
      { Effect = "Allow", Action = ["sagemaker:CreateNotebookInstance", "sagemaker:CreatePresignedNotebookInstanceUrl"], Resource = "*" },
      { Effect = "Allow", Action = "iam:PassRole", Resource = aws_iam_role.notebook.arn },
    ]
  })
}
