// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/events.hpp"
#include "core/files.hpp"
#include "manifest/manifest.hpp"
#include "rpm/contents.hpp"
#include "store/workspace.hpp"

namespace rpmworks::inventory {

/// What a place tells about one package beyond its entry. Nothing of it is verified.
struct Details {
  /// Null: the place has nothing more.
  std::shared_ptr<const rpm::Contents> contents;
  bool has_file_names = true;
  bool has_file_facts = true;  ///< modes, owners, sizes and digests of files
  bool has_scriptlets = true;
};

/// The packages of a place.
struct Inventory {
  /// The kinds of places, in the order in which `read` tries them.
  enum class Kind { release, manifest, lock, package, system, folder, repository };

  Kind kind = Kind::release;
  std::string where;  ///< as messages name the place: without secrets
  manifest::Manifest manifest;
  /// SHA-256 of manifest.json; empty if the place has none.
  std::string manifest_sha256;
  /// The packages' files are below it, as Entry::file says. Empty: they are not on this machine.
  fs::path folder;
  /// Of a place that was given by URL: its address, perhaps with credentials. Do not show it.
  std::string address;
  /// What may be wrong with the place, one line each.
  std::vector<std::string> warnings;
  /// Details of one of the packages. Thread-safe. Throws Error(invalid) if the package cannot be read, or is
  /// not the one of the entry. May be empty: then the place has no details.
  std::function<Details(const manifest::Entry&)> details;

  /// As `details`, but only what a package provides and requires, and the names of its files: cheaper where
  /// reading packages is expensive. May throw Error(upstream). Empty: `details` is as cheap.
  std::function<Details(const manifest::Entry&)> relations = {};

  bool has_details() const { return static_cast<bool>(details); }
};

/// "release", "manifest", "lock", …
std::string name_of(Inventory::Kind kind);

/// What reading a place needs.
struct Settings {
  /// Returns the workspace of the product, or null if there is no product. Called only for names.
  std::function<const store::Workspace*()> find_workspace;
  fs::path cache;    ///< for metadata of repositories
  std::string tool;  ///< as Manifest::tool
  unsigned jobs = 1;
  /// Whether details will be asked for: then repositories are read with their lists of files.
  bool wants_details = false;
};

/// Reads a place:
///
/// - the name of a release in the workspace;
/// - a folder: a release if it has manifest.json; the rpm database in it; the rpm database of an installed
///   root; a package repository or other folder with packages;
/// - a file: a manifest (JSON), repos.lock, a package, or the main file of an rpm database;
/// - a URL of a release or of a package repository (http, https, file), or of a manifest.json.
///
/// The packages of a folder are read from their headers. Links are followed only to files in the folder. If
/// the folder has repodata, it is compared with the packages; differences are warnings. No signature is
/// verified.
///
/// Throws Error(invalid) if there is no such place, or if something in it cannot be read, and
/// Error(upstream) if a URL cannot be reached.
Inventory read(const std::string& place, const Settings& settings, Reporter& reporter);

}  // namespace rpmworks::inventory
