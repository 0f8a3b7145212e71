// SPDX-License-Identifier: GPL-3.0-or-later
#include "state.hpp"

#include <fmt/format.h>

#include "core/cancel.hpp"
#include "core/digest.hpp"
#include "core/error.hpp"
#include "core/json.hpp"
#include "core/text.hpp"

namespace rpmworks::hostbase {

namespace {

constexpr const char* k_file = "state.json";
constexpr const char* k_seeds = "seeds";
constexpr const char* k_mark = ".rpmworks-hostbase";

std::string to_json(const State& state) {
  const Json json = {{"stamp", state.stamp},
                     {"fingerprint", state.fingerprint},
                     {"seeds", state.seeds},
                     {"built_from", state.built_from},
                     {"nevras", state.nevras},
                     {"bytes", state.bytes},
                     {"index_version", state.index_version}};
  return json.dump(1) + "\n";
}

void write_state(const fs::path& place, const State& state) {
  std::string seeds;
  for (const auto& seed : state.seeds) seeds += seed + "\n";
  write_file_atomically(place / k_seeds, seeds);
  write_file_atomically(place / k_file, to_json(state));
}

bool is_marked(const fs::path& folder) {
  std::error_code none;
  // Repositories made before the mark existed have only the link.
  return fs::exists(folder / k_mark, none) ||
         fs::read_symlink(folder / "packages", none) == "current/packages";
}

}  // namespace

void check_is_free(const fs::path& folder) {
  if (!fs::is_directory(folder) || is_marked(folder)) return;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (name == "lock") continue;  // a run creates it before the mark
    throw Error(ExitCode::usage, fmt::format("{} is not empty and is not a base repository", folder.string()))
        .note(fmt::format("it contains {}", name))
        .hint("use a new folder with --output, or that of an existing base repository");
  }
}

void mark(const fs::path& folder) {
  if (!is_marked(folder)) write_new_file(folder / k_mark, "");
}

std::optional<State> current_state(const fs::path& folder) {
  const fs::path file = folder / "current" / k_file;
  if (!fs::exists(file)) return std::nullopt;
  try {
    const Json json = Json::parse(read_file(file));
    return State{.stamp = json.at("stamp"),
                 .fingerprint = json.at("fingerprint"),
                 .seeds = json.at("seeds"),
                 .built_from = json.at("built_from"),
                 .nevras = json.at("nevras"),
                 .bytes = json.at("bytes"),
                 .index_version = json.value("index_version", 1)};
  } catch (const JsonError& error) {
    throw Error(ExitCode::invalid, fmt::format("{} is damaged: {}", file.string(), error.what()))
        .hint(fmt::format("remove {} to make the repository again", (folder / "current").string()));
  }
}

void restate(const fs::path& folder, const State& state) {
  write_state(folder / "current", state);
}

namespace {

// A user who can write to the repository could replace its key and packages.
void close_to_others(const fs::path& tree) {
  constexpr fs::perms k_writing = fs::perms::group_write | fs::perms::others_write;
  fs::permissions(tree, k_writing, fs::perm_options::remove);
  for (const auto& entry : fs::recursive_directory_iterator(tree))
    if (!entry.is_symlink()) fs::permissions(entry.path(), k_writing, fs::perm_options::remove);
}

}  // namespace

void publish_state(const fs::path& folder, const fs::path& made, const State& state) {
  write_state(made, state);
  close_to_others(made);
  sync_tree(made);
  throw_if_cancelled();
  const std::string id = sha256(to_json(state)).substr(0, 16);
  const fs::path states = folder / "states";
  make_folders(states);
  fs::permissions(states, fs::perms::group_write | fs::perms::others_write, fs::perm_options::remove);
  remove_tree(states / id);
  rename_durably(made, states / id);
  for (const std::string name : {"packages", "repodata", k_public_key, k_seeds})
    swap_symlink(folder / name, fs::path("current") / name);
  const fs::path current = folder / "current";
  const std::string before = fs::is_symlink(current) ? fs::read_symlink(current).filename().string() : "";
  swap_symlink(current, fs::path("states") / id);
  for (const auto& entry : fs::directory_iterator(states)) {
    const std::string name = entry.path().filename().string();
    if (name != id && name != before) remove_tree(entry.path());
  }
}

}  // namespace rpmworks::hostbase
