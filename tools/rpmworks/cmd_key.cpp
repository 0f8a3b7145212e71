// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <memory>

#include "command.hpp"
#include "context.hpp"
#include "core/json.hpp"
#include "core/text.hpp"
#include "output.hpp"
#include "publishing/key_rotation.hpp"
#include "shell_word.hpp"

namespace rpmworks::cli {

namespace {

using publishing::Rotation;

struct KeyOptions {
  std::string action;
  std::string name;
  std::string next;
  std::string algorithm;
  std::string expire = "never";
  fs::path passphrase_file;
  bool no_passphrase = false;
  bool dry_run = false;
};

std::string name_of_step(Rotation::Step step) {
  switch (step) {
    case Rotation::Step::make:
      return "make";
    case Rotation::Step::ship:
      return "ship";
    case Rotation::Step::use:
      return "use";
    case Rotation::Step::done:
      return "done";
  }
  return {};
}

// What repos.yaml needs for the next key. `shown`: the home, relative to repos.yaml.
std::string lines_for(const Rotation& rotation, const std::string& shown) {
  return fmt::format(
      "    keys:\n"
      "      {0}: {{ homedir: {1}, fingerprint: {2} }}\n"
      "    release:\n"
      "      next-keys: [{0}]\n",
      rotation.next, shown, rotation.fingerprint);
}

// What the package that installs keys on clients needs before the release that ships the key.
std::string release_package_step(const Rotation& rotation) {
  const auto& package = rotation.release_package;
  if (!package || package->has_it.value_or(false)) return {};
  if (!package->has_it)
    return fmt::format(
        "The package {} must contain RPM-GPG-KEY-{} first: run `rpmworks init DIR --template release "
        "--update` "
        "in its repository, and commit.\n",
        package->name, rotation.next);
  return fmt::format(
      "First, the package {0} needs the key: `rpmworks init {1} --template release --update` writes it there "
      "and raises the Version; commit all of it, also the new file{2}.\n",
      package->name, package->folder.empty() ? "DIR" : shell_word(package->folder.string()),
      package->ref.empty() ? "" : fmt::format(", and let `ref` of {} name that commit", package->name));
}

void print_step(const Rotation& rotation) {
  switch (rotation.step) {
    case Rotation::Step::make:
      return print(fmt::format(
          "step 1 of 3: the key '{}' has no successor; `rpmworks key rotate {} --no-passphrase` or "
          "--passphrase-file FILE makes the key '{}' in {}\n",
          rotation.key, rotation.key, rotation.next, rotation.homedir.string()));
    case Rotation::Step::ship:
      return print(fmt::format(
          "step 2 of 3: {}\n"
          "{}make and publish a release that '{}' still signs: it ships the key '{}' ({}). Then run this "
          "again.\n",
          rotation.release.empty()
              ? "no release is published"
              : fmt::format("the published release {} does not ship the next key", rotation.release),
          release_package_step(rotation), rotation.key, rotation.next, rotation.fingerprint));
    case Rotation::Step::use:
      return print(fmt::format(
          "step 3 of 3: the published release {0} ships the key '{1}' ({2})\n"
          "once clients have that release, write `sign: {1}` instead of `sign: {3}` in {4}, and remove "
          "`next-keys`. Releases that '{3}' signed stay valid.\n",
          rotation.release, rotation.next, rotation.fingerprint, rotation.key,
          fmt::format("{} {}", rotation.sections.size() == 1 ? "the section" : "the sections",
                      join(rotation.sections, ", "))));
    case Rotation::Step::done:
      return print(fmt::format("done: '{}' ({}) signs, and the published release {} ships it\n", rotation.key,
                               rotation.fingerprint, rotation.release));
  }
}

Json rotation_json(const Rotation& rotation, bool made) {
  Json json{{"key", rotation.key},
            {"next", rotation.next},
            {"fingerprint", rotation.fingerprint},
            {"step", name_of_step(rotation.step)},
            {"made", made},
            {"homedir", rotation.homedir.string()},
            {"release", rotation.release},
            {"sections", rotation.sections}};
  if (const auto& package = rotation.release_package) {
    Json shown{{"name", package->name}, {"folder", package->folder.string()}};
    if (package->has_it) shown["has_key"] = *package->has_it;
    json["release_package"] = std::move(shown);
  }
  return json;
}

std::string passphrase_of(const KeyOptions& options) {
  if (options.no_passphrase) return {};
  std::string text = read_file(options.passphrase_file);
  const size_t end = text.find('\n');
  if (end != std::string::npos) text.resize(end);
  if (text.empty())
    throw Error(ExitCode::invalid,
                fmt::format("{} has no passphrase in its first line", options.passphrase_file.string()))
        .hint("use --no-passphrase for a key without one");
  return text;
}

ExitCode rotate(Context& context, const KeyOptions& options) {
  context.require_config();
  const bool may_make = options.no_passphrase || !options.passphrase_file.empty();
  product::Session& session =
      may_make && !options.dry_run ? context.locked_for_releases() : context.session();
  Rotation rotation = publishing::rotation_of(session, options.name, options.next);
  const bool makes = rotation.step == Rotation::Step::make && may_make && !options.dry_run;
  if (makes)
    rotation.fingerprint = publishing::make_next_key(
        session, rotation,
        {.algorithm = options.algorithm, .expire = options.expire, .passphrase = passphrase_of(options)});
  if (context.json())
    print_json(rotation_json(rotation, makes));
  else if (makes)
    print(fmt::format(
        "made the key '{}' ({}) in {}\nadd it to repos.yaml:\n\n{}\nThen make and publish a release, and "
        "run `rpmworks key rotate {}` again.\n",
        rotation.next, rotation.fingerprint, rotation.homedir.string(),
        lines_for(rotation, rotation.homedir.filename().string()), rotation.key));
  else
    print_step(rotation);
  return ExitCode::done;
}

}  // namespace

Action declare_key(OptionSet& set) {
  auto options = std::make_shared<KeyOptions>();
  set.add("ACTION", options->action,
          "rotate: replace a signing key in three steps, and say which one is next")
      .required()
      .one_of({"rotate"});
  set.add("NAME", options->name, "the key, as in repos.yaml (default: the only one that signs)");
  set.add("--to", options->next, "name of the next key (default: that of `next-keys`, or NAME-2)");
  set.heading("Making the next key");
  const Option file = set.add("--passphrase-file", options->passphrase_file,
                              "protect it with the passphrase in the first line of FILE");
  set.flag("--no-passphrase", options->no_passphrase, "do not protect it: whoever can read its home can sign")
      .excludes(file);
  set.add("--algorithm", options->algorithm, "rsa3072, rsa4096, ed25519 (default: that of NAME)");
  set.add("--expire", options->expire, "never, 2y, 2030-01-01").shows_default();
  set.flag("--dry-run", options->dry_run, "make no key");
  return [options](Context& context) { return rotate(context, *options); };
}

}  // namespace rpmworks::cli
