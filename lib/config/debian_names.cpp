// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/debian_names.hpp"

#include <algorithm>
#include <cctype>

#include "core/text.hpp"

namespace rpmworks::config {

namespace {

using Names = std::vector<std::string>;

const std::map<std::string, Names, std::less<>>& debian_of_rpm() {
  static const auto inverted = [] {
    std::map<std::string, Names, std::less<>> names;
    for (const auto& [debian, rpms] : rpm_names_of_debian())
      for (const auto& rpm : rpms) names[rpm].push_back(debian);
    return names;
  }();
  return inverted;
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

std::string replaced(std::string_view text, std::string_view from, std::string_view to) {
  std::string out(text);
  for (size_t at = 0; (at = out.find(from, at)) != std::string::npos; at += to.size())
    out.replace(at, from.size(), to);
  return out;
}

// "x" from "kind(x)" and "kind(x)(64bit)".
std::optional<std::string> within(std::string_view name, std::string_view kind) {
  if (!name.starts_with(kind)) return std::nullopt;
  const size_t end = name.find(')', kind.size());
  if (end == std::string_view::npos) return std::nullopt;
  return std::string(name.substr(kind.size(), end - kind.size()));
}

std::optional<std::string> after(std::string_view name, std::string_view begin, std::string_view end = "") {
  if (!name.starts_with(begin) || !name.ends_with(end) || name.size() <= begin.size() + end.size())
    return std::nullopt;
  return std::string(name.substr(begin.size(), name.size() - begin.size() - end.size()));
}

// A::B and A-B: liba-b-perl. Modules of Perl itself are in perl.
Names of_perl(std::string_view module) {
  const std::string name = replaced(lower(module), "::", "-");
  return {"lib" + name + "-perl", name + "-perl", name, "perl", "perl-base"};
}

Names of_python(std::string_view module) {
  std::string name = lower(module);
  std::ranges::replace(name, '_', '-');
  Names names = {"python3-" + name, "python3-" + replaced(name, "-", "."),
                 "python3-" + replaced(name, ".", "-")};
  for (const std::string_view begin : {"python-", "py"})
    if (name.starts_with(begin)) names.push_back("python3-" + name.substr(begin.size()));
  names.push_back(name);  // programs: tox, black
  return names;
}

// github.com/x/y/…: golang-github-x-y-dev, from the host without its last part and at most the project.
Names of_go(std::string_view path) {
  auto parts = split(path, '/');
  parts.front() = parts.front().substr(0, parts.front().rfind('.'));
  Names names;
  for (size_t length = parts.size(); length > 1; --length)
    names.push_back("golang-" +
                    lower(join({parts.begin(), parts.begin() + static_cast<ptrdiff_t>(length)}, "-")) +
                    "-dev");
  return names;
}

// x: libx-dev. Names with a version: glib-2.0 is in libglib2.0-dev, gtk4 in libgtk-4-dev.
Names of_library(std::string_view library) {
  const std::string name = lower(library);
  const std::string_view plain = name.starts_with("lib") ? std::string_view(name).substr(3) : name;
  Names names;
  for (const std::string& stem : {std::string(plain), replaced(plain, "_", "-"), replaced(plain, "-", "")}) {
    names.push_back("lib" + stem + "-dev");
    names.push_back(stem + "-dev");
    const size_t digits = stem.find_last_not_of("0123456789.");
    if (digits != std::string::npos && digits + 1 < stem.size()) {
      const std::string bare = stem.substr(0, digits + 1);
      names.push_back("lib" + bare + "-" + stem.substr(digits + 1) + "-dev");
      names.push_back("lib" + (bare.ends_with('-') ? bare.substr(0, bare.size() - 1) : bare) + "-dev");
    }
  }
  return names;
}

// Capabilities, and names that follow a common pattern.
Names by_rule(std::string_view name) {
  if (const auto x = within(name, "perl(")) return of_perl(*x);
  if (const auto x = within(name, "python3dist(")) return of_python(x->substr(0, x->find('[')));
  if (const auto x = within(name, "golang(")) return of_go(*x);
  if (const auto x = within(name, "rubygem(")) return {"ruby-" + replaced(lower(*x), "_", "-")};
  if (const auto x = within(name, "npm(")) return {"node-" + lower(*x)};
  if (const auto x = within(name, "php-pear(")) return {"php-" + lower(*x)};
  if (const auto x = within(name, "crate("))
    return {"librust-" + replaced(lower(x->substr(0, x->find('/'))), "_", "-") + "-dev"};
  if (const auto x = within(name, "pkgconfig(")) return of_library(*x);
  if (const auto x = within(name, "cmake(")) {
    if (const auto kf5 = after(lower(*x), "kf5")) return {"libkf5" + *kf5 + "-dev"};
    if (lower(*x).starts_with("qt5")) return {"qtbase5-dev", "qttools5-dev", "qtdeclarative5-dev"};
    if (lower(*x).starts_with("qt6")) return {"qt6-base-dev", "qt6-tools-dev", "qt6-declarative-dev"};
    return of_library(*x);
  }
  if (const auto x = after(name, "python3.")) {  // python3.11dist(x)
    const size_t open = x->find("dist(");
    return open == std::string::npos ? Names{} : of_python(x->substr(open + 5, x->size() - open - 6));
  }
  if (const auto x = after(name, "python3-")) return of_python(*x);
  if (const auto x = after(name, "python-")) return of_python(*x);
  if (const auto x = after(name, "perl-")) return of_perl(*x);
  if (const auto x = after(name, "rubygem-")) return {"ruby-" + replaced(lower(*x), "_", "-")};
  if (const auto x = after(name, "nodejs-")) return {"node-" + *x};
  if (const auto x = after(name, "golang-", "-devel")) return {"golang-" + *x + "-dev"};
  if (const auto x = after(name, "rust-", "-devel")) return {"librust-" + replaced(*x, "_", "-") + "-dev"};
  if (const auto x = after(name, "ocaml-", "-devel")) return {"lib" + *x + "-ocaml-dev"};
  if (const auto x = after(name, "ghc-", "-devel")) return {"libghc-" + lower(*x) + "-dev"};
  if (const auto x = after(name, "R-")) return {"r-cran-" + lower(*x), "r-bioc-" + lower(*x)};
  if (const auto x = after(name, "kf5-", "-devel"))
    return {"libkf5" + x->substr(x->starts_with('k') ? 1 : 0) + "-dev"};
  if (const auto x = after(name, "google-", "-fonts")) return {"fonts-" + *x};
  if (const auto x = after(name, "", "-fonts")) return {"fonts-" + *x};
  if (name.starts_with('/')) return {std::string(name.substr(name.rfind('/') + 1))};
  if (const auto x = after(name, "", "-devel")) return of_library(*x);
  return {};
}

}  // namespace

std::vector<std::string> debian_names_of(std::string_view rpm_name) {
  const std::string_view name = rpm_name.substr(0, rpm_name.find_first_of(" <>="));
  Names names;
  if (const auto known = debian_of_rpm().find(name); known != debian_of_rpm().end()) names = known->second;
  for (auto& made : by_rule(name))
    if (std::ranges::find(names, made) == names.end()) names.push_back(std::move(made));
  return names;
}

std::string known_to_hostbase(const std::vector<std::string>& requirements) {
  Names known;
  for (const std::string_view requirement : requirements) {
    const std::string name(requirement.substr(0, requirement.find_first_of(" <>=")));
    if (is_known_debian(name) && std::ranges::find(known, name) == known.end()) known.push_back(name);
  }
  return join(known, " ");
}

bool is_known_debian(std::string_view rpm_name) {
  return debian_of_rpm().contains(rpm_name.substr(0, rpm_name.find_first_of(" <>=")));
}

}  // namespace rpmworks::config
