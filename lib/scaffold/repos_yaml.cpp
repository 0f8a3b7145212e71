// SPDX-License-Identifier: GPL-3.0-or-later
#include "scaffold/repos_yaml.hpp"

#include <fmt/format.h>

#include <cctype>

namespace rpmworks::scaffold {

namespace {

constexpr fmt::string_view k_text =
    R"(# The product {0}: its packages and the content of its releases. docs/repos-yaml.md describes every key;
# `rpmworks check` shows what is still missing. Relative paths are relative to this file.
schema: 1
product: "{0}"

keys:
  # The key that signs the releases: a GnuPG home with its secret part. To make one, without a passphrase:
  #     mkdir -m 700 gnupg
  #     gpg --homedir gnupg --batch --passphrase '' --quick-gen-key '{0} releases' rsa3072 sign never
  "{0}": {{ homedir: gnupg }}

# Without targets, packages are built against the repository that rpmworks-hostbase makes from this machine's own
# Debian release. To build for another distribution:
#
# upstreams:
#   fedora: {{ baseurl: "https://…/Everything/x86_64/os", trust: [fedora] }}
# targets:
#   fedora40: {{ arch: x86_64, dist: .fc40, client: modern, buildroot: {{ repos: [fedora] }} }}

# One line for each git repository with a spec; `rpmworks init` in a repository writes a spec.
packages: {{}}
#   hello: {{ git: "https://git.example.org/hello.git", ref: v1.0 }}

release:
  sections:
    # All built packages,
    packages: {{ from: builds, sign: "{0}" }}
    # and their source packages.
    sources: {{ from: srpms, sign: "{0}" }}
)";

}  // namespace

std::string repos_yaml(std::string_view product) {
  return fmt::format(k_text, product);
}

std::string product_name(std::string_view folder) {
  std::string name;
  for (const char c : folder) {
    const bool is_letter = std::isalnum(static_cast<unsigned char>(c)) != 0;
    if (is_letter || (!name.empty() && std::string_view("._-").find(c) != std::string_view::npos))
      name += c;
    else if (!name.empty() && name.back() != '-')
      name += '-';
  }
  while (name.ends_with('-')) name.pop_back();
  return name.empty() ? "product" : name;
}

}  // namespace rpmworks::scaffold
