"""What AWS's service models say of a value."""


def check(value, shape, where):
    """An answer of ours may hold nothing that AWS's model does not have: a misspelt member would only be left out."""
    if value is None or shape is None:
        return
    if shape.type_name == "structure":
        unknown = set(value) - set(shape.members)
        if unknown:
            raise ValueError(f"{where} has no member {', '.join(sorted(unknown))}")
        for name, member in value.items():
            check(member, shape.members[name], f"{where}.{name}")
    elif shape.type_name == "list":
        for item in value:
            check(item, shape.member, f"{where}[]")
    elif shape.enum if shape.type_name == "string" else False:
        if value not in shape.enum:
            raise ValueError(f"{where} cannot be {value!r}")
