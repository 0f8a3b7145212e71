// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/trust.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "config/values.hpp"

namespace rpmworks::config {

namespace {

using std::string;

// "did you mean 'sha1'?" would be wrong for these.
bool is_strong(const string& digest) {
  static constexpr std::array<std::string_view, 4> k_strong = {"sha224", "sha256", "sha384", "sha512"};
  return std::ranges::find(k_strong, digest) != k_strong.end();
}

// `digests`: digests that are too weak to be accepted without being named.
bool read_sha1(const Fields& fields) {
  bool sha1 = false;
  for (const auto& digest : fields.text_or_list("digests")) {
    if (is_strong(*digest))
      throw Error(ExitCode::invalid, fmt::format("{} is {}", fields.named("digests"), shown(*digest)))
          .at(digest.where)
          .hint("remove it: digests that are stronger than SHA-1 do not have to be listed");
    require_word(digest, {"sha1"}, fields.named("digests"));
    sha1 = true;
  }
  return sha1;
}

bool read_signed_repomd(const Fields& fields) {
  const auto word = fields.text("repomd");
  if (!word) return false;
  if (**word == "unsigned")
    throw Error(ExitCode::invalid, fmt::format("{} is 'unsigned'", fields.named("repomd")))
        .at(word->where)
        .hint("remove it: a signature is required only with `repomd: signed`");
  require_word(*word, {"signed"}, fields.named("repomd"));
  return true;
}

ExpiredKey read_expired(const Fields& fields) {
  const string rule = fields.one_of("expired", {"refuse", "signed-before", "ignore"}, "refuse");
  if (rule == "signed-before") return ExpiredKey::signed_before;
  return rule == "ignore" ? ExpiredKey::ignore : ExpiredKey::refuse;
}

// The program may be relative to repos.yaml; without a slash it is looked up in PATH when it runs.
std::vector<string> read_command(const Fields& fields, const fs::path& base) {
  std::vector<string> command;
  fields.each_item(
      "command", {},
      [&](const Located<string>& word) {
        if (command.empty() && word->empty())
          throw Error(ExitCode::invalid, fmt::format("{} has no program", fields.named("command")))
              .at(word.where);
        const bool is_path = command.empty() && word->find('/') != string::npos;
        command.push_back(is_path ? require_path(word, base, fields.named("command")).string() : *word);
      },
      [](const Fields&) {});
  if (command.empty() && fields.has("command"))
    throw Error(ExitCode::invalid, fmt::format("{} is empty", fields.named("command")))
        .at(fields.where("command"))
        .hint("set a program and its arguments: command: [PROGRAM, ARGUMENT]");
  return command;
}

}  // namespace

const std::vector<string>& key_keys() {
  static const std::vector<string> keys = {"fingerprint", "homedir", "public", "command",
                                           "timeout",     "expired", "digests"};
  return keys;
}

Key read_key(const Fields& fields, const Located<string>& name, const fs::path& base) {
  Key key{.name = *name, .where = name.where};
  if (const auto text = fields.text("fingerprint"))
    key.fingerprint = require_fingerprint(*text, fields.named("fingerprint"));
  if (const auto text = fields.text("homedir"))
    key.homedir = require_path(*text, base, fields.named("homedir"));
  if (const auto text = fields.text("public"))
    key.public_key = require_path(*text, base, fields.named("public"));
  if (key.fingerprint.empty() && key.homedir.empty() && key.public_key.empty() && !fields.has("command"))
    throw Error(ExitCode::invalid, fmt::format("key '{}' does not say where the key is", *name))
        .at(name.where)
        .hint("set `fingerprint`, `public` (an ASCII-armoured file) or `homedir` (a GnuPG home)");
  key.command = read_command(fields, base);
  if (!key.command.empty() && key.public_key.empty())
    throw fields.missing("public").hint("set the public key of the key with which the command signs");
  if (!key.command.empty())
    fields.refuse("homedir", "cannot be combined with `command`, which signs instead of GnuPG");
  if (key.command.empty()) fields.refuse("timeout", "is only valid with `command`");
  if (const auto text = fields.text("timeout"))
    key.timeout = require_duration(*text, fields.named("timeout"), "24h", "10m");
  if (key.public_key.empty())
    for (const char* rule : {"expired", "digests"})
      fields.refuse(rule, "is only valid with `public`: signatures are verified with that file");
  key.expired = read_expired(fields);
  key.sha1 = read_sha1(fields);
  return key;
}

const std::vector<string>& upstream_keys() {
  static const std::vector<string> keys = {"baseurl", "mirrorlist", "trust", "repomd", "digests"};
  return keys;
}

bool is_relative(const string& url) {
  return url.find("://") == string::npos && !url.starts_with("file:") && !url.starts_with('/');
}

Upstream read_upstream(const Fields& fields, const Located<string>& name, const fs::path& base,
                       References& references) {
  Upstream upstream{.name = *name, .where = name.where};
  for (auto [field, url] :
       {std::pair("baseurl", &upstream.baseurl), std::pair("mirrorlist", &upstream.mirrorlist)}) {
    const auto text = fields.text(field);
    if (!text) continue;
    *url = require_url(*text, base, fields.named(field));
    upstream.is_relative = is_relative(**text);
  }
  if (!upstream.baseurl.empty()) fields.refuse("mirrorlist", "cannot be combined with baseurl");
  if (upstream.baseurl.empty() && upstream.mirrorlist.empty())
    throw fields.missing("baseurl").hint("set baseurl or mirrorlist");
  upstream.trust = fields.list("trust");
  if (upstream.trust.empty())
    throw fields.missing("trust").hint("list the keys that its packages may be signed with: trust: [KEY]");
  references.add(References::To::trusted_key, upstream.trust);
  upstream.signed_repomd = read_signed_repomd(fields);
  upstream.sha1 = read_sha1(fields);
  return upstream;
}

}  // namespace rpmworks::config
