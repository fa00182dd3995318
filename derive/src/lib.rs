//! `#[derive(Resource)]` and `#[derive(Record)]`: a struct's declaration as data.
//!
//! The derive knows nothing about AWS, JSON or CEL. It writes down names, doc comments and attributes, and leaves
//! everything about *types* to the trait `FieldType`, so that a field of an unsupported type is an ordinary trait error.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Attribute, Data, DeriveInput, Error, Field, Fields, Ident, LitStr, Result, Token, parse::ParseStream};

/// A type of its own in the graph: `#[resource("AWS::EC2::Subnet", plural = subnets, id = subnet_id, source = "ec2:DescribeSubnets")]`.
#[proc_macro_derive(Resource, attributes(resource, relation, source))]
pub fn resource(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    finish(syn::parse(input).and_then(|input| expand(&input, true)))
}

/// A structure inside a resource's field.
#[proc_macro_derive(Record, attributes(relation, source))]
pub fn record(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    finish(syn::parse(input).and_then(|input| expand(&input, false)))
}

fn finish(result: Result<TokenStream>) -> proc_macro::TokenStream {
    result.unwrap_or_else(Error::into_compile_error).into()
}

fn expand(input: &DeriveInput, is_resource: bool) -> Result<TokenStream> {
    let Data::Struct(data) = &input.data else {
        return Err(Error::new_spanned(&input.ident, "only structs are resources"));
    };
    let Fields::Named(fields) = &data.fields else { return Err(Error::new_spanned(&input.ident, "fields need names")) };
    let ident = &input.ident;
    let doc = doc(&input.attrs, ident)?;
    let identity = if is_resource { identity(input, &fields.named)? } else { quote!(None) };
    let role = if is_resource {
        quote!(impl crate::model::Resource for #ident {})
    } else {
        quote! {
            impl crate::model::FieldType for #ident {
                const TYPE: &'static crate::model::Type = &crate::model::Type::Record(<Self as crate::model::Record>::shape);
            }
        }
    };
    let is_relation = |f: &&Field| f.attrs.iter().any(|a| a.path().is_ident("relation"));
    let relation_count = fields.named.iter().filter(is_relation).count();
    let fields = fields.named.iter().map(|f| field(f, is_resource)).collect::<Result<Vec<_>>>()?;
    let name = ident.to_string();
    Ok(quote! {
        impl crate::model::Record for #ident {
            fn shape() -> &'static crate::model::Shape {
                static SHAPE: crate::model::Shape = crate::model::Shape {
                    name: #name, doc: #doc, identity: #identity, fields: &[#(#fields),*], relation_count: #relation_count,
                };
                &SHAPE
            }
        }
        #role
    })
}

fn identity<'a>(input: &DeriveInput, fields: impl IntoIterator<Item = &'a Field>) -> Result<TokenStream> {
    let attribute = input.attrs.iter().find(|a| a.path().is_ident("resource")).ok_or_else(|| {
        Error::new_spanned(&input.ident, r#"missing #[resource("AWS::...", plural = ..., id = ..., source = "...")]"#)
    })?;
    let (type_name, mut arguments) = attribute.parse_args_with(|input: ParseStream| {
        let type_name: LitStr = input.parse()?;
        if !input.is_empty() {
            input.parse::<Token![,]>()?;
        }
        Ok((type_name, Arguments::parse(input)?))
    })?;
    let plural = arguments.word("plural")?.to_string();
    let id = arguments.word("id")?;
    let scope = arguments.choice("scope", &["unique", "account", "region"])?.unwrap_or_else(|| "Unique".into());
    let scope = Ident::new(&scope, id.span());
    let source = arguments.text("source")?;
    let listing = match arguments.optional("listing") {
        Some(Argument::Text(text)) => text,
        Some(Argument::Word(word)) => return Err(Error::new(word.span(), "expected a string")),
        None => source.clone(),
    };
    arguments.finish()?;
    if !fields.into_iter().any(|f| f.ident.as_ref() == Some(&id)) {
        return Err(Error::new(id.span(), format!("`{id}` is not a field of this struct")));
    }
    let id = id.to_string();
    Ok(quote!(Some(crate::model::Identity {
        type_name: #type_name, plural: #plural, id: #id, scope: crate::model::Scope::#scope, source: #source, listing: #listing,
    })))
}

/// `name = word` or `name = "text"`, comma-separated, in any order.
struct Arguments(Vec<(Ident, Argument)>);
enum Argument {
    Word(Ident),
    Text(LitStr),
}

impl Arguments {
    fn parse(input: ParseStream) -> Result<Self> {
        let mut all = Vec::new();
        while !input.is_empty() {
            let name: Ident = input.parse()?;
            input.parse::<Token![=]>()?;
            let value =
                if input.peek(LitStr) { Argument::Text(input.parse()?) } else { Argument::Word(input.parse()?) };
            all.push((name, value));
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(Arguments(all))
    }

    fn optional(&mut self, name: &str) -> Option<Argument> {
        let position = self.0.iter().position(|(n, _)| n == name)?;
        Some(self.0.remove(position).1)
    }

    fn word(&mut self, name: &str) -> Result<Ident> {
        match self.optional(name) {
            Some(Argument::Word(word)) => Ok(word),
            Some(Argument::Text(text)) => Err(Error::new(text.span(), "expected a word, without quotes")),
            None => Err(Error::new(proc_macro2::Span::call_site(), format!("`{name} = ...` is missing"))),
        }
    }

    fn text(&mut self, name: &str) -> Result<LitStr> {
        match self.optional(name) {
            Some(Argument::Text(text)) => Ok(text),
            Some(Argument::Word(word)) => Err(Error::new(word.span(), "expected a string")),
            None => Err(Error::new(proc_macro2::Span::call_site(), format!("`{name} = \"...\"` is missing"))),
        }
    }

    /// One of a few words, as the name of an enum's variant.
    fn choice(&mut self, name: &str, choices: &[&str]) -> Result<Option<String>> {
        let Some(argument) = self.optional(name) else { return Ok(None) };
        let Argument::Word(word) = argument else {
            return Err(Error::new(proc_macro2::Span::call_site(), format!("`{name}` takes a word")));
        };
        let text = word.to_string();
        if !choices.contains(&text.as_str()) {
            return Err(Error::new(word.span(), format!("expected one of {}", choices.join(", "))));
        }
        Ok(Some(text[..1].to_uppercase() + &text[1..]))
    }

    fn finish(&self) -> Result<()> {
        match self.0.first() {
            Some((name, _)) => Err(Error::new(name.span(), format!("`{name}` is not known here"))),
            None => Ok(()),
        }
    }
}

fn relation(attribute: &Attribute, is_resource: bool) -> Result<(Ident, Arguments)> {
    let (name, arguments) = attribute.parse_args_with(|input: ParseStream| {
        let name: Ident = input.parse()?;
        if !input.is_empty() {
            input.parse::<Token![,]>()?;
        }
        Ok((name, Arguments::parse(input)?))
    })?;
    let has_inverse = arguments.0.iter().any(|(n, _)| n == "inverse");
    if has_inverse != is_resource {
        let message = if is_resource {
            "`inverse = ...` is missing: what the target calls this list"
        } else {
            "a relation of a record has no inverse: the record is not a node"
        };
        return Err(Error::new(name.span(), message));
    }
    Ok((name, arguments))
}

fn field(field: &Field, is_resource: bool) -> Result<TokenStream> {
    let (Some(ident), ty) = (&field.ident, &field.ty) else {
        return Err(Error::new_spanned(field, "fields need names"));
    };
    let name = ident.to_string().trim_start_matches("r#").to_owned();
    let doc = doc(&field.attrs, ident)?;
    let source = match field.attrs.iter().find(|a| a.path().is_ident("source")) {
        Some(attribute) => {
            let source: LitStr = attribute.parse_args()?;
            quote!(Some(#source))
        }
        None => quote!(None),
    };
    let relation = match field.attrs.iter().find(|a| a.path().is_ident("relation")) {
        Some(attribute) => {
            let (name, mut arguments) = relation(attribute, is_resource)?;
            let name = name.to_string();
            let inverse = match arguments.optional("inverse") {
                Some(Argument::Word(word)) => {
                    let word = word.to_string();
                    quote!(Some(#word))
                }
                Some(Argument::Text(text)) => return Err(Error::new(text.span(), "expected a word, without quotes")),
                None => quote!(None),
            };
            let prefix = match arguments.optional("prefix") {
                Some(Argument::Text(text)) => quote!(#text),
                Some(Argument::Word(word)) => return Err(Error::new(word.span(), "expected a string")),
                None => quote!(""),
            };
            let reach = arguments.choice("reach", &["region", "account", "organization"])?;
            let reach = Ident::new(reach.as_deref().unwrap_or("Region"), ident.span());
            arguments.finish()?;
            quote!(Some(crate::model::Relation {
                name: #name, inverse: #inverse, prefix: #prefix, reach: crate::model::Reach::#reach,
                target: <#ty as crate::model::Reference>::target,
            }))
        }
        None => quote!(None),
    };
    Ok(quote!(crate::model::Field {
        name: #name, doc: #doc, source: #source, relation: #relation,
        ty: <#ty as crate::model::FieldType>::TYPE, nullable: <#ty as crate::model::FieldType>::NULLABLE,
        presence: <#ty as crate::model::FieldType>::PRESENCE,
    }))
}

fn doc(attributes: &[Attribute], ident: &Ident) -> Result<String> {
    let lines = attributes.iter().filter(|a| a.path().is_ident("doc")).map(|a| {
        let syn::Meta::NameValue(meta) = &a.meta else { return Ok(String::new()) };
        let value = &meta.value;
        Ok(syn::parse2::<LitStr>(quote!(#value))?.value().trim().to_owned())
    });
    let text = lines.collect::<Result<Vec<_>>>()?.join(" ");
    if text.is_empty() {
        return Err(Error::new_spanned(
            ident,
            format!("`{ident}` needs a doc comment: it becomes the reference documentation"),
        ));
    }
    Ok(text)
}
