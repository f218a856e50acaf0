roles = {
  admin = {
    trusted = ["123456789012"]
    actions = ["*"]
  }

  auditor = {
    path    = "/external/"
    trusted = ["454545454545"]
    hours   = 4
  }

  integrator = {
    path    = "/external/"
    trusted = ["464646464646"]
    actions = ["imagebuilder:CreateInfrastructureConfiguration", "imagebuilder:CreateComponent", "imagebuilder:CreateImageRecipe", "imagebuilder:CreateImage", "imagebuilder:GetComponent", "imagebuilder:GetImageRecipe", "imagebuilder:GetInfrastructureConfiguration", "states:CreateStateMachine", "states:StartExecution", "ecs:RunTask", "ecs:RegisterTaskDefinition"]
    pass    = ["ecs-tasks"]
  }
}
