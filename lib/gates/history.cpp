// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <utility>

#include "core/digest.hpp"
#include "core/error_line.hpp"
#include "gates/gate.hpp"
#include "releases/release_place.hpp"

namespace rpmworks::gates {

namespace {

using manifest::Manifest;
using manifest::ReleaseRef;

/// What was found on the way back from a release to the ones before it.
struct History {
  std::vector<Finding> findings;
  std::vector<std::string> proven;  ///< releases that have the manifest that the next one names
  std::string missing;              ///< the first one that is not here; empty: all are
};

/// The release before another one: whether it is the same as when that one was composed, and which release it
/// follows itself.
std::optional<ReleaseRef> step_back(const fs::path& releases, const std::string& product,
                                    const std::string& after, const ReleaseRef& named, History& history) {
  const fs::path folder = releases / named.release;
  if (!releases::is_release(folder)) {
    history.missing = named.release;
    return std::nullopt;
  }
  const std::string json = read_file(folder / "manifest.json");
  if (sha256(json) != named.manifest_sha256) {
    history.findings.push_back(
        {.id = named.release,
         .text = fmt::format("the release {} is not the one that was published when {} was composed: its "
                             "manifest.json has another SHA-256 than {} says. It was made again under the "
                             "same name, or replaced: restore it from a copy",
                             named.release, after, after),
         .file = {}});
    return std::nullopt;
  }
  history.proven.push_back(named.release);
  const auto manifest = releases::shared_manifest(folder);
  return manifest->product == product ? manifest->previous : std::nullopt;
}

// The names in a manifest may be hostile: a name that is no name of a folder is not looked for.
bool is_plain_name(const std::string& name) {
  return !name.empty() && name.front() != '.' && name.find('/') == std::string::npos;
}

History history_of(const ReleaseOnDisk& release) {
  History history;
  const Manifest& made = *release.manifest;
  std::string after = made.release;
  std::optional<ReleaseRef> named = made.previous;
  // Each step goes to a manifest whose digest is in the one before, so it cannot run in a circle.
  while (named && is_plain_name(named->release)) {
    const std::string name = named->release;
    named = step_back(release.folder.parent_path(), made.product, after, *named, history);
    after = name;
  }
  return history;
}

std::string shown_history(const History& history) {
  if (history.proven.empty() && history.missing.empty()) return "it names no earlier release";
  std::string text = history.proven.empty() ? "" : fmt::format("unchanged back to {}", history.proven.back());
  if (!history.missing.empty())
    text += fmt::format("{}{} is not here", text.empty() ? "" : "; ", history.missing);
  return text;
}

}  // namespace

Check history_gate(const GateInputs& inputs) {
  const ReleaseOnDisk& release = inputs.release;
  const Manifest& made = *release.manifest;
  History history;
  try {
    history = history_of(release);
  } catch (const Error& error) {
    return not_checked("history", release.name(), in_one_line(error));
  }
  // A package must be removable at any time, so that a damaged earlier release does not stop a withdrawal.
  std::vector<std::string> notes;
  if (!made.withdrawn.empty()) notes = texts_of(std::exchange(history.findings, {}));
  Check check =
      judged("history", release.name(), std::move(history.findings), ExitCode::trust, shown_history(history));
  check.notes = std::move(notes);
  // Of a release that was composed before another one was published.
  if (release.earlier && (!made.previous || made.previous->release != release.earlier->manifest->release))
    check.notes.push_back(fmt::format(
        "it follows {}, but the release published before it is {}: its history leaves that one out",
        made.previous ? made.previous->release : "no release", release.earlier->manifest->release));
  return check;
}

}  // namespace rpmworks::gates
