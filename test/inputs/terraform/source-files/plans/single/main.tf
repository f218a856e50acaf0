resource "terraform_data" "only" {
  input = "value"
}
