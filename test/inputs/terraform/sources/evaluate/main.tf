# The locals that the expressions of expressions.json refer to.
locals {
  list    = ["x", "y"]
  numbers = [3, 1, 2]
  object  = { b = 1, a = 2 }
  nested  = [{ a = [{ b = 1 }, { b = 2 }] }, { a = [{ b = 3 }] }]
  empty   = []
  nothing = null
  users   = { ann = { admin = true, teams = ["red", "blue"] }, bob = { admin = false, teams = ["red"] } }
  url     = "https://oidc.example.com/id/A"
  heredoc_indented = <<-EOT
      one
        two ${local.list[0]~}
      three
    %{if true~}
      yes
    %{else~}
      no
    %{endif~}
      end
  EOT
  heredoc_plain = <<EOT
    %{for x in local.list~}
    - ${x}
    %{~endfor}
    z
EOT
  heredoc_blank_lines = <<-EOT

      blank

    ${local.list[0]} lead
      more
  EOT
  heredoc_tabs = <<-EOT
	tab
	  deeper
  EOT
  heredoc_escapes = <<EOT
\n $${a} %%{b} "q"
EOT
  template = "a $${x}"
  policy = <<-EOT
    {
      "Version": "2012-10-17",
      "Statement": [
        { "Effect": "Allow", "Action": ${jsonencode(["s3:GetObject", "s3:PutObject"])}, "Resource": "${local.list[0]}/*" }
      ]
    }
  EOT
}
