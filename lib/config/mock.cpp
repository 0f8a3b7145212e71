// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/mock.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>

#include "config/values.hpp"
#include "core/text.hpp"

namespace rpmworks::config {

namespace {

using std::string;

constexpr unsigned k_most_retries = 10;
constexpr unsigned k_longest = 30 * 24 * 3600;  // seconds

enum class Takes { nothing, value };

// Options of mock 2 to 6 that affect how one source package is rebuilt (mock(1)).
const std::map<string, Takes>& known_options() {
  static const std::map<string, Takes> options = {
      {"--addrepo", Takes::value},
      {"--arch", Takes::value},
      {"--bootstrap-chroot", Takes::nothing},
      {"--bootstrap-image", Takes::value},
      {"--cache-alterations", Takes::nothing},
      {"--config-opts", Takes::value},
      {"--configdir", Takes::value},
      {"--debug", Takes::nothing},
      {"--define", Takes::value},
      {"--disable-plugin", Takes::value},
      {"--disablerepo", Takes::value},
      {"--dnf", Takes::nothing},
      {"--dnf-cmd", Takes::nothing},
      {"--enable-network", Takes::nothing},
      {"--enable-plugin", Takes::value},
      {"--enablerepo", Takes::value},
      {"--forcearch", Takes::value},
      {"--isolation", Takes::value},
      {"--macro-file", Takes::value},
      {"--no-bootstrap-chroot", Takes::nothing},
      {"--no-bootstrap-image", Takes::nothing},
      {"--nocheck", Takes::nothing},
      {"--offline", Takes::nothing},
      {"--old-chroot", Takes::nothing},
      {"--plugin-option", Takes::value},
      {"--rpmbuild-opts", Takes::value},
      {"--target", Takes::value},
      {"--trace", Takes::nothing},
      {"--use-bootstrap-image", Takes::nothing},
      {"--verbose", Takes::nothing},
      {"--with", Takes::value},
      {"--without", Takes::value},
      {"--yum", Takes::nothing},
  };
  return options;
}

// Options that rpmworks sets for each build, or that make mock do something else.
const std::vector<string>& own_options() {
  static const std::vector<string> options = {
      "-r",        "--root",      "--uniqueext", "--resultdir", "--rootdir", "--rpmbuild_timeout",
      "--rebuild", "--chain",     "--clean",     "--scrub",     "--init",    "--shell",
      "--chroot",  "--localrepo", "--recurse",   "--continue"};
  return options;
}

string checked_option(const Located<string>& option, const string& what, ClientProfile client) {
  const size_t equals = option->find('=');
  const string name = option->substr(0, equals);
  const auto wrong = [&](const string& why) {
    return Error(ExitCode::invalid, fmt::format("{}: {} {}", what, shown(*option), why)).at(option.where);
  };
  const auto& own = own_options();
  if (std::find(own.begin(), own.end(), name) != own.end())
    throw wrong("is set by rpmworks").hint("remove it");
  const auto known = known_options().find(name);
  if (known == known_options().end()) {
    std::vector<string> names;
    for (const auto& [each, takes] : known_options()) names.push_back(each);
    const auto near = did_you_mean(name, names);
    throw wrong("is not a mock option that rpmworks supports")
        .hint(near ? fmt::format("did you mean '{}'?", *near)
                   : "write options as in mock(1), each as one word: --define=NAME VALUE");
  }
  if (known->second == Takes::value && (equals == string::npos || equals + 1 == option->size()))
    throw wrong("has no value").hint(fmt::format("write it as one word: \"{}=…\"", name));
  if (known->second == Takes::nothing && equals != string::npos)
    throw wrong("takes no value").hint(fmt::format("write {}", name));
  if (name == "--nocheck" && !clients::profile(client).nocheck)
    throw wrong(fmt::format("is not supported by the rpm of {}", clients::name_of(client)))
        .hint("disable %check in the spec with a condition");
  return *option;
}

unsigned number(const Located<string>& text, const string& what, unsigned most, const string& hint) {
  unsigned value = 0;
  const char* const end = text->data() + text->size();
  const auto [stop, failure] = std::from_chars(text->data(), end, value);
  if (failure == std::errc{} && stop == end && value <= most) return value;
  throw Error(ExitCode::invalid, fmt::format("{} is {}", what, shown(*text))).at(text.where).hint(hint);
}

std::chrono::seconds seconds(const Fields& fields, const string& name, std::chrono::seconds fallback,
                             unsigned least) {
  const auto text = fields.text(name);
  if (!text) return fallback;
  const string hint = fmt::format("write a number of seconds from {} to {}", least, k_longest);
  const unsigned value = number(*text, fields.named(name), k_longest, hint);
  if (value < least)
    throw Error(ExitCode::invalid, fmt::format("{} is {}", fields.named(name), shown(**text)))
        .at(text->where)
        .hint(hint);
  return std::chrono::seconds(value);
}

}  // namespace

std::vector<string> mock_keys() {
  return {"root", "options", "package-manager", "isolation", "bootstrap", "retries", "retry-wait", "timeout"};
}

Mock read_mock(const Fields& fields, const fs::path& base, ClientProfile client) {
  Mock mock;
  if (const auto root = fields.text("root")) {
    // As in mock: a value that ends in .cfg is a file, any other the name of one of mock's configurations.
    mock.root = root->value.ends_with(".cfg") ? require_path(*root, base, fields.named("root")).string()
                                              : require_inner_path(*root, fields.named("root"));
    if (mock.root.starts_with('-'))
      throw Error(ExitCode::invalid, fmt::format("{} is {}", fields.named("root"), shown(mock.root)))
          .at(root->where)
          .hint("write the name of one of mock's configurations, or a file that ends in .cfg");
    for (const char* const key : {"package-manager", "isolation", "bootstrap"})
      fields.refuse(key, "cannot be combined with root, which sets it");
  }
  for (const auto& option : fields.list("options"))
    mock.options.push_back(checked_option(option, fields.named("options"), client));
  mock.package_manager =
      fields.one_of("package-manager", {"dnf", "dnf4", "dnf5", "yum", "microdnf"}, mock.package_manager);
  mock.isolation = fields.one_of("isolation", {"auto", "simple", "nspawn"}, mock.isolation);
  mock.bootstrap = fields.flag("bootstrap");
  if (const auto text = fields.text("retries"))
    mock.retries = number(*text, fields.named("retries"), k_most_retries,
                          fmt::format("write a number from 0 to {}", k_most_retries));
  mock.retry_wait = seconds(fields, "retry-wait", mock.retry_wait, 0);
  mock.timeout = seconds(fields, "timeout", mock.timeout, 1);
  return mock;
}

}  // namespace rpmworks::config
