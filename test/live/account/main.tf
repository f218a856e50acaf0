# An account with doors of many kinds, to compare what its plan says with what the account itself says.

locals {
  launching = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Sid = "Launch", Effect = "Allow", Action = "ec2:RunInstances", Resource = "*" }]
  })
}

data "aws_iam_policy_document" "service" {
  for_each = toset(["codebuild", "ec2", "ecs-tasks", "glue", "lambda", "sagemaker"])

  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["${each.key}.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "service" {
  for_each           = data.aws_iam_policy_document.service
  name               = "runs-${each.key}"
  assume_role_policy = each.value.json
}

resource "aws_iam_role_policy" "service" {
  for_each = aws_iam_role.service
  name     = "launch"
  role     = each.value.id
  policy   = local.launching
}

# Strangers' accounts.

resource "aws_iam_role" "public" {
  name = "public"
  path = "/shared/"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = "*" }, Action = "sts:AssumeRole" }]
  })
}

resource "aws_iam_policy" "pass" {
  name = "pass"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["lambda:CreateFunction", "lambda:InvokeFunction"], Resource = "*" },
      { Effect = "Allow", Action = "iam:PassRole", Resource = aws_iam_role.service["lambda"].arn },
    ]
  })
}

resource "aws_iam_role_policy_attachment" "public" {
  role       = aws_iam_role.public.name
  policy_arn = aws_iam_policy.pass.arn
}

# Tokens of anybody's pipelines.

resource "aws_iam_openid_connect_provider" "github" {
  url             = "https://token.actions.githubusercontent.com"
  client_id_list  = ["sts.amazonaws.com"]
  thumbprint_list = ["6938fd4d98bab03faadb97b34396831e3780aea1"]
}

resource "aws_iam_role" "pipeline" {
  name = "pipeline"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = aws_iam_openid_connect_provider.github.arn }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = { StringEquals = { "token.actions.githubusercontent.com:aud" = "sts.amazonaws.com" } }
    }]
  })
}

resource "aws_iam_role_policy" "pipeline" {
  name   = "launch"
  role   = aws_iam_role.pipeline.id
  policy = local.launching
}

# A function that anybody may invoke, and a queue of anybody's messages that triggers another.

resource "aws_lambda_function" "api" {
  for_each      = toset(["api", "worker"])
  function_name = each.key
  role          = aws_iam_role.service["lambda"].arn
  handler       = "index.handler"
  runtime       = "python3.12"
  filename      = "${path.module}/code.zip"
}

resource "aws_lambda_function_url" "api" {
  function_name      = aws_lambda_function.api["api"].function_name
  authorization_type = "NONE"
}

resource "aws_lambda_permission" "url" {
  statement_id           = "Url"
  action                 = "lambda:InvokeFunctionUrl"
  function_name          = aws_lambda_function.api["api"].function_name
  principal              = "*"
  function_url_auth_type = "NONE"
}

resource "aws_lambda_permission" "invoke" {
  statement_id  = "Invoke"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.api["api"].function_name
  principal     = "*"
}

resource "aws_sqs_queue" "jobs" {
  name = "jobs"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = "*", Action = "sqs:SendMessage", Resource = "*" }]
  })
}

resource "aws_lambda_event_source_mapping" "jobs" {
  event_source_arn = aws_sqs_queue.jobs.arn
  function_name    = aws_lambda_function.api["worker"].arn
}

resource "aws_sns_topic" "news" {
  name = "news"
}

resource "aws_secretsmanager_secret" "token" {
  name = "token"
}

resource "aws_cloudwatch_event_bus" "events" {
  name = "events"
}

# An instance that is open to the internet, and one behind a launch template and an Auto Scaling group.

data "aws_ami" "any" {
  most_recent = true
  owners      = ["amazon"]
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "main" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.0.0/24"
}

resource "aws_security_group" "open" {
  name   = "open"
  vpc_id = aws_vpc.main.id
  ingress {
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_iam_instance_profile" "instance" {
  name = "instance"
  role = aws_iam_role.service["ec2"].name
}

resource "aws_instance" "bastion" {
  ami                         = data.aws_ami.any.id
  instance_type               = "t3.micro"
  subnet_id                   = aws_subnet.main.id
  associate_public_ip_address = true
  iam_instance_profile        = aws_iam_instance_profile.instance.name
  vpc_security_group_ids      = [aws_security_group.open.id]
}

resource "aws_launch_template" "nodes" {
  name          = "nodes"
  image_id      = data.aws_ami.any.id
  instance_type = "t3.micro"
  iam_instance_profile {
    name = aws_iam_instance_profile.instance.name
  }
}

resource "aws_autoscaling_group" "nodes" {
  name                = "nodes"
  min_size            = 0
  max_size            = 1
  vpc_zone_identifier = [aws_subnet.main.id]
  launch_template {
    id      = aws_launch_template.nodes.id
    version = "$Latest"
  }
}

# Containers.

resource "aws_ecr_repository" "images" {
  name = "images"
}

resource "aws_ecs_cluster" "main" {
  name = "main"
}

resource "aws_ecs_task_definition" "web" {
  family                = "web"
  network_mode          = "awsvpc"
  task_role_arn         = aws_iam_role.service["ecs-tasks"].arn
  container_definitions = jsonencode([{ name = "web", image = "${aws_ecr_repository.images.repository_url}:1", memory = 128 }])
}

resource "aws_ecs_service" "web" {
  name            = "web"
  cluster         = aws_ecs_cluster.main.id
  task_definition = aws_ecs_task_definition.web.arn
  desired_count   = 0
  launch_type     = "FARGATE"
  network_configuration {
    subnets = [aws_subnet.main.id]
  }
}

# Stores, builds, notebooks and guests.

resource "aws_s3_bucket" "artifacts" {
  bucket = "acme-artifacts"
}

resource "aws_s3_bucket_policy" "artifacts" {
  bucket = aws_s3_bucket.artifacts.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = aws_iam_role.service["codebuild"].arn }
      Action    = "s3:GetObject"
      Resource  = "${aws_s3_bucket.artifacts.arn}/*"
    }]
  })
}

resource "aws_codebuild_project" "build" {
  name         = "build"
  service_role = aws_iam_role.service["codebuild"].arn
  artifacts {
    type = "NO_ARTIFACTS"
  }
  environment {
    compute_type = "BUILD_GENERAL1_SMALL"
    image        = "aws/codebuild/standard:7.0"
    type         = "LINUX_CONTAINER"
  }
  source {
    type     = "S3"
    location = "${aws_s3_bucket.artifacts.bucket}/source.zip"
  }
}

resource "aws_sagemaker_notebook_instance" "research" {
  name          = "research"
  role_arn      = aws_iam_role.service["sagemaker"].arn
  instance_type = "ml.t3.medium"
}

resource "aws_glue_job" "nightly" {
  name     = "nightly"
  role_arn = aws_iam_role.service["glue"].arn
  command {
    script_location = "s3://${aws_s3_bucket.artifacts.bucket}/nightly.py"
  }
}

resource "aws_cognito_identity_pool" "guests" {
  identity_pool_name               = "guests"
  allow_unauthenticated_identities = true
}

resource "aws_iam_role" "guest" {
  name = "guest"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = "cognito-identity.amazonaws.com" }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = {
        StringEquals             = { "cognito-identity.amazonaws.com:aud" = aws_cognito_identity_pool.guests.id }
        "ForAnyValue:StringLike" = { "cognito-identity.amazonaws.com:amr" = "unauthenticated" }
      }
    }]
  })
}

resource "aws_iam_role_policy" "guest" {
  name   = "launch"
  role   = aws_iam_role.guest.id
  policy = local.launching
}

# A stream that another account may write to, and that starts the worker.

resource "aws_kinesis_stream" "clicks" {
  name        = "clicks"
  shard_count = 1
}

resource "aws_kinesis_resource_policy" "clicks" {
  resource_arn = aws_kinesis_stream.clicks.arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::999999999999:root" }
      Action    = ["kinesis:PutRecord", "kinesis:PutRecords"]
      Resource  = aws_kinesis_stream.clicks.arn
    }]
  })
}

resource "aws_lambda_event_source_mapping" "clicks" {
  event_source_arn  = aws_kinesis_stream.clicks.arn
  function_name     = aws_lambda_function.api["worker"].arn
  starting_position = "LATEST"
}

# A load balancer in front of the instance.

resource "aws_security_group" "web" {
  name   = "web"
  vpc_id = aws_vpc.main.id
  ingress {
    from_port   = 80
    to_port     = 80
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_subnet" "other" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.1.0/24"
  availability_zone = "us-east-1b"
}

resource "aws_lb" "web" {
  name               = "web"
  load_balancer_type = "application"
  subnets            = [aws_subnet.main.id, aws_subnet.other.id]
  security_groups    = [aws_security_group.web.id]
}

resource "aws_lb_target_group" "web" {
  name     = "web"
  port     = 80
  protocol = "HTTP"
  vpc_id   = aws_vpc.main.id
}

resource "aws_lb_target_group_attachment" "web" {
  target_group_arn = aws_lb_target_group.web.arn
  target_id        = aws_instance.bastion.id
}

resource "aws_lb_listener" "web" {
  load_balancer_arn = aws_lb.web.arn
  port              = 80
  protocol          = "HTTP"
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.web.arn
  }
}

# People.

resource "aws_iam_group" "team" {
  name = "team"
}

resource "aws_iam_group_policy" "team" {
  name   = "launch"
  group  = aws_iam_group.team.name
  policy = local.launching
}

resource "aws_iam_user" "ann" {
  name = "ann"
}

resource "aws_iam_user_group_membership" "ann" {
  user   = aws_iam_user.ann.name
  groups = [aws_iam_group.team.name]
}

resource "aws_iam_access_key" "ann" {
  user = aws_iam_user.ann.name
}
