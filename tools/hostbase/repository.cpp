// SPDX-License-Identifier: GPL-3.0-or-later
#include "repository.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

#include "answers.hpp"
#include "apt.hpp"
#include "build.hpp"
#include "closure.hpp"
#include "config/package_names.hpp"
#include "contents.hpp"
#include "core/cancel.hpp"
#include "core/digest.hpp"
#include "core/error.hpp"
#include "core/lock.hpp"
#include "core/pool.hpp"
#include "core/text.hpp"
#include "key.hpp"
#include "own.hpp"
#include "recipes.hpp"
#include "repodata/repodata.hpp"
#include "seeds.hpp"
#include "state.hpp"
#include "version.hpp"

namespace rpmworks::hostbase {

namespace {

Outcome outcome_of(const State& state, size_t built) {
  return {.nevras = state.nevras, .built = built, .bytes = state.bytes, .fingerprint = state.fingerprint};
}

// Everything that the result depends on and that is visible without running apt.
std::string stamp_of(const std::vector<std::string>& seeds) {
  Digest digest;
  digest.field(std::to_string(k_recipe_version));
  digest.field(digest_of_file("/proc/self/exe"));
  digest.field(fingerprint_of_apt());
  for (const auto& seed : default_seeds()) digest.field(seed);
  for (const auto& seed : seeds) digest.field(seed);
  return digest.hex();
}

// One package on its way from a .deb to an RPM.
struct PackageToBuild {
  Recipe recipe;
  std::string key;
  fs::path tree;  // set if it is already unpacked
  fs::path deb;   // else unpack this; empty for the repository's additional packages
};

// A cache: unreadable files are made again, so nothing is synced.
std::optional<Contents> kept_contents(const fs::path& file) {
  try {
    if (fs::exists(file)) return contents_from_json(read_file(file));
  } catch (const std::exception&) {
    fs::remove(file);
  }
  return std::nullopt;
}

void keep_contents(const fs::path& file, const Contents& contents) {
  replace_file(file, to_json(contents));
}

bool has_byte_code(const Recipe& recipe) {
  return std::any_of(recipe.files.begin(), recipe.files.end(),
                     [](const Entry& entry) { return entry.path.ends_with(".pyc"); });
}

// The folders of a base repository, as absolute paths.
struct Folders {
  fs::path repository;
  fs::path keys;  // GnuPG home of the signing key
};

class Update {
 public:
  // `fresh` has the seeds; the update fills in the rest.
  Update(Folders folders, std::optional<State> old, State fresh, unsigned jobs, Reporter& reporter)
      : m_folder(std::move(folders.repository)),
        m_keys(std::move(folders.keys)),
        m_old(std::move(old)),
        m_new(std::move(fresh)),
        m_jobs(jobs),
        m_reporter(reporter),
        m_work(m_folder / "tmp", "run-"),
        m_alias("/tmp", "rpmworks-hostbase-") {
    fs::create_directory_symlink(m_work.path(), work());
  }

  Outcome run() {
    resolve();
    auto debs = fetch_debs(m_closure.packages, m_folder / "cache/debs", m_reporter);
    ContentsByName contents = read_contents(debs);
    if (const auto wrong = wrong_answers(m_closure, contents); !wrong.empty()) {
      forget(wrong);
      resolve();
      debs = fetch_debs(m_closure.packages, m_folder / "cache/debs", m_reporter);
      contents = read_contents(debs);
    }
    m_new.stamp = stamp_of(m_new.seeds);
    m_new.index_version = k_index_version;
    plan(debs, contents);
    const BaseKey key(m_keys, work());
    m_new.fingerprint = key.fingerprint();
    if (m_old && m_to_build.empty() && m_new.built_from == m_old->built_from &&
        m_new.fingerprint == m_old->fingerprint && m_old->index_version == k_index_version) {
      m_new.bytes = m_old->bytes;
      restate(m_folder, m_new);
      return outcome(0);
    }
    build(key);
    publish(key);
    prune(debs);
    return outcome(m_to_build.size());
  }

 private:
  Outcome outcome(size_t built) const {
    Outcome outcome = outcome_of(m_new, built);
    outcome.unknown = m_unknown;
    return outcome;
  }

  // Seeds that Debian does not have are reported once and not remembered.
  void forget(const std::vector<std::string>& seeds, const std::vector<std::string>& names = {}) {
    for (const auto& seed : seeds) {
      const auto meant = config::package_meant(seed, names);
      m_unknown.push_back(meant ? fmt::format("{} (did you mean {}?)", seed, *meant) : seed);
      std::erase(m_new.seeds, seed);
    }
  }

  void resolve() {
    const Activity resolving(m_reporter, "resolving", "the closure of the seeds");
    const std::string architecture = debian_architecture();
    const Index index(available_packages(m_work.path()), architecture);
    std::vector<std::string> seeds;
    for (const auto& seed : default_seeds()) {
      if (index.find(seed) || !index.providers(seed).empty())
        seeds.push_back(seed);
      else
        m_reporter.detail(fmt::format("this Debian release has no {}", seed));
    }
    seeds.insert(seeds.end(), m_new.seeds.begin(), m_new.seeds.end());
    m_closure = close_over(index, seeds, Policy::standard());
    forget(m_closure.unknown, index.names());
    for (const auto& dropped : m_closure.dropped)
      m_reporter.detail(fmt::format("{} is packaged without its dependency {}: {}", dropped.package,
                                    dropped.dependency, dropped.because));
    m_multiarch = multiarch_triplet(architecture);
    m_arch = rpm_arch(architecture);
    const DebPackage* python = index.find("python3");
    const auto parts = split(python ? rpm_evr(python->version).version : "3", '.');
    m_python = parts.size() > 1 ? parts[0] + "." + parts[1] : parts[0];
    m_compiler = PythonCompiler(m_python);
    if (m_compiler.identity().empty())
      m_reporter.detail(fmt::format("no /usr/bin/python{}: byte code is not compiled", m_python));
  }

  // A short, plain path for this run: rpm interprets brackets and percent signs in a path, and gpg's socket
  // paths are limited.
  fs::path work() const { return m_alias.path() / "w"; }
  fs::path tree_of(const std::string& name) const { return work() / "trees" / name; }

  // Reads the cached contents of the packages; unpacks packages whose contents are not cached.
  ContentsByName read_contents(const std::map<std::string, fs::path>& debs) {
    const auto& packages = m_closure.packages;
    std::vector<Contents> found(packages.size());
    std::vector<fs::path> kept(packages.size());
    const fs::path cache = m_folder / "cache/contents";
    make_folders(cache);
    Activity unpacking(m_reporter, "unpacking", "Debian packages", packages.size());
    parallel_for(packages.size(), m_jobs, [&](size_t i) {
      const DebPackage& package = packages[i];
      const std::string key = Digest()
                                  .field(package.sha256)
                                  .field(m_python)
                                  .field(m_compiler.identity())
                                  .field(std::to_string(k_recipe_version))
                                  .hex();
      kept[i] = cache / (key + ".json");
      if (auto known = kept_contents(kept[i])) {
        found[i] = std::move(*known);
      } else {
        found[i] = unpack_and_read(debs.at(package.name), tree_of(package.name), m_python, m_compiler);
        keep_contents(kept[i], found[i]);
      }
      unpacking.step();
    });
    ContentsByName contents;
    for (size_t i = 0; i < packages.size(); ++i) contents.emplace(packages[i].name, std::move(found[i]));
    m_contents_used = {kept.begin(), kept.end()};
    return contents;
  }

  // Determines what to build and what to reuse.
  void plan(const std::map<std::string, fs::path>& debs, const ContentsByName& contents) {
    std::vector<PackageToBuild> all;
    for (auto& recipe : recipes_of(m_closure, contents)) {
      const DebPackage& package = *m_closure.find(recipe.nevra.name);
      PackageToBuild to_build{.key = Digest()
                                         .field(spec_text(recipe))
                                         .field(package.sha256)
                                         .field(has_byte_code(recipe) ? m_compiler.identity() : "")
                                         .field(std::to_string(k_recipe_version))
                                         .hex(),
                              .deb = debs.at(package.name)};
      if (fs::exists(tree_of(package.name))) to_build.tree = tree_of(package.name);
      to_build.recipe = std::move(recipe);
      all.push_back(std::move(to_build));
    }
    all.push_back(own_package(setup_package(tree_of(k_setup))));
    all.push_back(own_package(filesystem_package(tree_of(k_filesystem), m_arch)));
    all.push_back(own_package(rpm_macros_package(tree_of(k_rpm_macros), m_multiarch, m_python)));
    for (auto& to_build : all) {
      const std::string file = to_build.recipe.nevra.file_name();
      m_new.built_from[file] = to_build.key;
      m_new.nevras.push_back(to_build.recipe.nevra.str());
      m_timestamp = std::max(m_timestamp, to_build.recipe.epoch);
      if (!can_take_over(file, to_build.key)) m_to_build.push_back(std::move(to_build));
    }
    std::sort(m_new.nevras.begin(), m_new.nevras.end());
  }

  PackageToBuild own_package(Recipe recipe) const {
    const fs::path tree = tree_of(recipe.nevra.name);
    Digest digest;
    digest.field(spec_text(recipe)).field(std::to_string(k_recipe_version));
    for (const auto& entry : recipe.files)
      digest.field(entry.kind == Entry::Kind::file ? read_file(tree.string() + entry.path) : entry.target);
    return {.recipe = std::move(recipe), .key = digest.hex(), .tree = tree};
  }

  bool can_take_over(const std::string& file, const std::string& key) const {
    if (!m_old) return false;
    const auto known = m_old->built_from.find(file);
    return known != m_old->built_from.end() && known->second == key &&
           fs::exists(m_folder / "current/packages" / file);
  }

  void build(const BaseKey& key) {
    const bool same_key = m_old && m_old->fingerprint == key.fingerprint();
    const fs::path packages = m_work.path() / "state/packages";
    make_folders(packages);
    const Packager packager(work() / "build");
    std::vector<fs::path> to_sign(m_to_build.size());
    {
      Activity packaging(m_reporter, "packaging", "RPMs", m_to_build.size());
      parallel_for(m_to_build.size(), m_jobs, [&](size_t i) {
        to_sign[i] = package(m_to_build[i], packager, packages);
        packaging.step();
      });
    }
    for (const auto& [file, from] : m_new.built_from) {
      if (!can_take_over(file, from)) continue;
      // rpmsign may edit in place, so a file to be signed again must not be shared with the old state.
      const fs::path old = m_folder / "current/packages" / file;
      if (same_key) {
        link_or_copy(old, packages / file);
      } else {
        copy_file_contents(old, packages / file);
        to_sign.push_back(packages / file);
      }
    }
    const Activity signing(m_reporter, "signing", fmt::format("{} packages", to_sign.size()));
    key.sign_packages(to_sign, m_jobs);
  }

  fs::path package(const PackageToBuild& to_build, const Packager& packager, const fs::path& packages) const {
    const std::string& name = to_build.recipe.nevra.name;
    const fs::path tree = tree_of(name);
    if (to_build.tree.empty()) unpack_and_compile(to_build.deb, tree, m_compiler);
    const fs::path built = packager.build(to_build.recipe, tree);
    const fs::path place = packages / built.filename();
    fs::rename(built, place);
    remove_tree(tree);
    return place;
  }

  void publish(const BaseKey& key) {
    const Activity indexing(m_reporter, "indexing", fmt::format("{} packages", m_new.nevras.size()));
    const fs::path state = m_work.path() / "state";
    std::vector<repodata::PackageFile> files;
    for (const auto& [file, from] : m_new.built_from) {
      files.push_back({.path = fs::path("packages") / file});
      m_new.bytes += fs::file_size(state / files.back().path);
    }
    repodata::write(state, files, {.timestamp = m_timestamp, .threads = m_jobs});
    write_file_atomically(state / "repodata/repomd.xml.asc", key.detached(state / "repodata/repomd.xml"));
    write_file_atomically(state / k_public_key, key.public_key());
    publish_state(m_folder, state, m_new);
  }

  // Keep only the downloads and cached contents that the repository uses.
  void prune(const std::map<std::string, fs::path>& debs) const {
    std::set<fs::path> used = m_contents_used;
    for (const auto& [name, file] : debs) used.insert(file);
    for (const char* folder : {"cache/debs", "cache/contents"})
      for (const auto& entry : fs::directory_iterator(m_folder / folder))
        if (!used.contains(entry.path())) remove_tree(entry.path());
  }

  fs::path m_folder;
  fs::path m_keys;
  std::optional<State> m_old;
  State m_new;
  unsigned m_jobs;
  Reporter& m_reporter;
  TempDir m_work;
  TempDir m_alias;
  Closure m_closure;
  std::vector<std::string> m_unknown;
  std::string m_multiarch;
  std::string m_arch;
  std::string m_python;
  PythonCompiler m_compiler;
  int64_t m_timestamp = 0;
  std::vector<PackageToBuild> m_to_build;
  std::set<fs::path> m_contents_used;
};

}  // namespace

Repository::Repository(fs::path folder) : m_folder(fs::absolute(folder)) {}

Outcome Repository::update(const std::vector<std::string>& more, bool forget, unsigned jobs,
                           const fs::path& keys, Reporter& reporter) {
  check_is_free(m_folder);
  make_folders(m_folder);
  const FileLock lock =
      FileLock::take(m_folder / "lock", fmt::format("the base repository {}", m_folder.string()));
  mark(m_folder);
  remove_tree(m_folder / "tmp");  // left by a killed run
  const auto old = current_state(m_folder);
  State fresh;
  if (old && !forget) fresh.seeds = old->seeds;
  for (const auto& seed : more)
    if (std::find(fresh.seeds.begin(), fresh.seeds.end(), seed) == fresh.seeds.end())
      fresh.seeds.push_back(seed);
  fresh.stamp = stamp_of(fresh.seeds);
  if (old && old->stamp == fresh.stamp) return outcome_of(*old, 0);
  return Update({.repository = m_folder, .keys = fs::absolute(keys)}, old, fresh, jobs, reporter).run();
}

Outcome Repository::list() const {
  const auto state = current_state(m_folder);
  if (!state)
    throw Error(ExitCode::invalid, fmt::format("no base repository in {}", m_folder.string()))
        .hint("create it with rpmworks-hostbase");
  return outcome_of(*state, 0);
}

}  // namespace rpmworks::hostbase
