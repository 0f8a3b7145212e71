// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "core/pool.hpp"
#include "core/secrets.hpp"
#include "core/text.hpp"
#include "srpm/packaged_commit.hpp"
#include "srpm/packing.hpp"
#include "srpm/record.hpp"
#include "srpm/release_history.hpp"
#include "srpm/srpm.hpp"
#include "srpm/tree_archives.hpp"

namespace rpmworks::srpm {

namespace {

// One requested package.
struct RequestedPackage {
  const Request* request = nullptr;
  git::Commit asked;           ///< the requested commit
  CommitWithHistory packaged;  ///< the commit it is made from
  std::string key;
  std::optional<Srpm> srpm;  ///< set once it is found in the store or made
  std::unique_ptr<Packing> packing;
};

// Throws one error for all failed packages; a single package's error is thrown as it is.
void throw_if_any(std::vector<Error>& failed, const std::vector<RequestedPackage>& packages) {
  if (failed.empty()) return;
  // Packages of repos.yaml were named by the user. Specs that rpmworks found may include some the user did
  // not mean.
  const bool were_found = packages.size() > 1 && packages.front().request->name.empty();
  const char* const choose = "select the ones you want with --spec FILE";
  if (failed.size() == 1) {
    if (were_found)
      std::move(failed.front())
          .note(fmt::format("this one of {} source packages cannot be made: {}", packages.size(), choose));
    throw std::move(failed.front());
  }
  Error error(failed.front().code(),
              fmt::format("{} of {} source packages cannot be made", failed.size(), packages.size()));
  for (const auto& why : failed) std::move(error).notes(split(trim(why.render()), '\n'));
  if (were_found) std::move(error).hint(choose);
  throw error;
}

// Calls `work` for every unfinished package and throws the errors of all of them together.
void for_each_unfinished(std::vector<RequestedPackage>& packages, unsigned threads,
                         const std::function<void(RequestedPackage&)>& work) {
  std::vector<Error> failed;
  std::mutex mutex;
  parallel_for(packages.size(), threads, [&](size_t i) {
    if (packages[i].srpm) return;
    try {
      const std::string& name = packages[i].request->name;
      if (packages.size() == 1 || name.empty())
        work(packages[i]);
      else
        with_context(fmt::format("making the source package of {}", name), [&] { work(packages[i]); });
    } catch (Error& error) {
      if (error.code() == ExitCode::interrupted) throw;
      const std::lock_guard lock(mutex);
      failed.push_back(std::move(error));
    }
  });
  throw_if_any(failed, packages);
}

// Makes the requested packages of one repository.
class SrpmMaker {
 public:
  SrpmMaker(const Origin& origin, const Places& places, Reporter& reporter)
      : m_origin(origin), m_repository(origin.repository), m_places(places), m_reporter(reporter) {}

  std::vector<Srpm> make(const std::vector<Request>& requests) {
    std::vector<RequestedPackage> packages;
    for (const auto& request : requests) packages.push_back(package_for(request));
    pack(packages);
    std::vector<Srpm> srpms;
    for (auto& package : packages) srpms.push_back(srpm_of(package));
    return srpms;
  }

 private:
  std::string shown_name(const Request& request) const {
    return request.name.empty() ? without_credentials(m_origin.url) : request.name;
  }

  void set_commit(RequestedPackage& package, const git::Commit& commit) {
    package.packaged = {.commit = commit,
                        .history = release_history_of(m_repository, commit, *package.request, package.asked)};
    package.key = key_of(package.packaged, *package.request, m_repository.origin());
    package.srpm = recorded(m_places.store, package.key);
    if (package.srpm)
      for (const auto& warning : package.srpm->warnings) m_reporter.warning(warning);  // they still hold
  }

  RequestedPackage package_for(const Request& request) {
    const Activity activity(m_reporter, "looking up", shown_name(request), 0, Activity::Size::step);
    RequestedPackage package{
        .request = &request,
        .asked = request.dirty ? m_repository.commit_of_work_tree() : m_repository.resolve(request.ref)};
    if (request.verified && request.verified->commit != package.asked.id)
      throw Error(ExitCode::trust, fmt::format("{} changed after it was verified", request.ref))
          .note(fmt::format("it was {} and is now {}", request.verified->commit, package.asked.id))
          .hint("it was moved during this run: run again");
    set_commit(package, packaged_commit(m_repository, package.asked, request, m_places.store, m_reporter));
    return package;
  }

  void prepare(RequestedPackage& package, bool is_only) {
    package.packing =
        std::make_unique<Packing>(m_origin, package.packaged, *package.request, m_places, m_reporter);
    // With several packages, one is worked on while another's sandbox starts.
    if (is_only) package.packing->start_sandboxes();
    const Activity activity(m_reporter, "reading", shown_name(*package.request), 0, Activity::Size::step);
    package.packing->prepare();
  }

  void pack(std::vector<RequestedPackage>& packages) {
    std::vector<TreeArchive> archives;
    const unsigned threads = packages.front().request->threads;
    // One at a time: a repository object is not thread-safe.
    for_each_unfinished(packages, 1, [&](RequestedPackage& package) {
      const bool is_only = packages.size() == 1;
      prepare(package, is_only);
      const bool leaves = uses_other_paths(m_repository, package.packaged.commit, *package.request,
                                           package.packing->files_used(), m_places.store);
      if (leaves && package.packaged.commit.id != package.asked.id) {
        package.packing.reset();
        set_commit(package, package.asked);
        if (package.srpm) return;
        prepare(package, is_only);
      }
      const auto& wanted = package.packing->archives();
      archives.insert(archives.end(), wanted.begin(), wanted.end());
    });
    write_archives(m_repository, archives, threads, m_places, m_reporter);
    for_each_unfinished(packages, threads, [&](RequestedPackage& package) {
      Activity activity(m_reporter, "packing", shown_name(*package.request));
      package.srpm = package.packing->finish();
      put_record(m_places.store, package.key, *package.srpm);
      activity.result(package.srpm->file_name);
    });
  }

  Srpm srpm_of(RequestedPackage& package) const {
    Srpm srpm = std::move(*package.srpm);
    srpm.name = package.request->name.empty() ? srpm.nevra.name : package.request->name;
    srpm.git_url = redacted(without_credentials(m_origin.url));
    srpm.ref = package.request->ref;
    srpm.verified = package.request->verified;
    srpm.dirty = package.request->dirty;
    if (srpm.dirty) srpm.commit = package.packaged.history.commit.id;  // the commit that others can see
    return srpm;
  }

  const Origin& m_origin;
  const git::Repository& m_repository;
  const Places& m_places;
  Reporter& m_reporter;
};

}  // namespace

std::vector<Srpm> make_all(const Origin& origin, const std::vector<Request>& requests, const Places& places,
                           Reporter& reporter) {
  if (requests.empty()) return {};
  return SrpmMaker(origin, places, reporter).make(requests);
}

Srpm make(const Origin& origin, const Request& request, const Places& places, Reporter& reporter) {
  return make_all(origin, {request}, places, reporter).front();
}

}  // namespace rpmworks::srpm
