// SPDX-License-Identifier: GPL-3.0-or-later
#include "srpm/reproducible.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <cstdlib>
#include <ctime>
#include <utility>

#include "core/error.hpp"
#include "srpm/compare_packages.hpp"

namespace rpmworks::srpm {

namespace {

constexpr mode_t k_umask = 077;
constexpr unsigned k_threads = 4;

// Settings that would change archives and line ends if git's configuration were read.
constexpr const char* k_git_config =
    "[core]\n  autocrlf = true\n  abbrev = 5\n  eol = crlf\n"
    "[tar]\n  umask = 0077\n"
    "[init]\n  defaultBranch = elsewhere\n"
    "[safe]\n  directory = *\n";

// Sets an unusual environment and umask during its lifetime.
class ChangedEnvironment {
 public:
  explicit ChangedEnvironment(const fs::path& home) : m_umask(::umask(k_umask)) {
    write_new_file(home / ".gitconfig", k_git_config);
    set("HOME", home.string());
    set("XDG_CONFIG_HOME", home.string());
    set("GIT_CONFIG_GLOBAL", (home / ".gitconfig").string());
    set("TMPDIR", home.string());
    set("TZ", "Pacific/Chatham");
    set("LC_ALL", "tr_TR.UTF-8");
    set("LANGUAGE", "tr");
    set("SOURCE_DATE_EPOCH", "1");
    set("GZIP", "-1");
    set("XZ_OPT", "-0");
    set("ZSTD_CLEVEL", "19");
    ::tzset();
  }
  ChangedEnvironment(const ChangedEnvironment&) = delete;
  ChangedEnvironment& operator=(const ChangedEnvironment&) = delete;
  ~ChangedEnvironment() {
    for (const auto& [name, value] : m_before) value ? ::setenv(name, value->c_str(), 1) : ::unsetenv(name);
    ::tzset();
    ::umask(m_umask);
  }

 private:
  void set(const char* name, const std::string& value) {
    const char* const before = std::getenv(name);
    m_before.emplace_back(name, before ? std::optional<std::string>(before) : std::nullopt);
    ::setenv(name, value.c_str(), 1);
  }

  mode_t m_umask;
  std::vector<std::pair<const char*, std::optional<std::string>>> m_before;
};

fs::path place_of(const git::Repository& repository) {
  return repository.work_tree().empty() ? repository.git_dir() : repository.work_tree();
}

}  // namespace

void require_reproducible(const git::Repository& repository, const std::string& url, const Request& request,
                          const Srpm& first, const Places& places) {
  // The path also differs in length from the first one.
  const TempDir folder(places.tmp, "made-once-more-in-other-surroundings-");
  for (const auto* name : {"home", "tmp"}) make_folders(folder.path() / name);
  store::Store store(folder.path() / "store");
  Request again = request;
  again.threads = request.threads > 1 ? 1 : k_threads;
  const bool from_clone = !request.dirty && !repository.is_shallow() && !repository.is_partial();
  const git::Commit asked = repository.resolve(request.ref);
  // Use the resolved ref: a clone has other names for the branches of remotes.
  if (from_clone) again.ref = asked.tag.empty() ? asked.id : "refs/tags/" + asked.tag;
  std::optional<Srpm> second;
  with_context("making the source package once more", [&] {
    const ChangedEnvironment surroundings(folder.path() / "home");
    const git::Repository clone = from_clone
                                      ? git::Repository::mirror(fs::absolute(place_of(repository)).string(),
                                                                asked.id, folder.path() / "git")
                                      : git::Repository::open(place_of(repository));
    second = make(clone, url, again, {store, folder.path() / "tmp", places.cache}, Reporter::silent());
  });
  if (second->sha256 == first.sha256) return;
  const auto difference = first_difference(first.path, second->path);
  Error error(ExitCode::gate,
              fmt::format("{} is not reproducible: a second package differs in {}", first.file_name,
                          difference ? difference->where : "nothing that can be read"));
  std::move(error).at({.file = first.spec});
  if (difference)
    std::move(error)
        .note("first:  " + (difference->one.empty() ? "nothing" : difference->one))
        .note("second: " + (difference->other.empty() ? "nothing" : difference->other));
  throw std::move(error).hint(
      "commands that the spec runs in %(…) and %{lua:…} must not depend on the time, random names "
      "or the "
      "machine");
}

}  // namespace rpmworks::srpm
