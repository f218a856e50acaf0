variable "roles" {
  type = map(object({
    path    = optional(string, "/")
    hours   = optional(number, 1)
    trusted = list(string)
    actions = optional(list(string), [])
    pass    = optional(list(string), [])
  }))
}
