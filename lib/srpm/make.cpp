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
struct Job {
  const Request* request = nullptr;
  git::Commit asked;           ///< the requested commit
  CommitWithHistory packaged;  ///< the commit it is made from
  std::string key;
  std::optional<Srpm> srpm;  ///< set once it is found in the store or made
  std::unique_ptr<Packing> packing;
};

// Throws one error for all failed packages; a single package's error is thrown as it is.
void throw_if_any(std::vector<Error>& failed, const std::vector<Job>& jobs) {
  if (failed.empty()) return;
  // Packages of repos.yaml were named by the user. Specs that rpmworks found may include some the user did
  // not mean.
  const bool were_found = jobs.size() > 1 && jobs.front().request->name.empty();
  const char* const choose = "select the ones you want with --spec FILE";
  if (failed.size() == 1) {
    if (were_found)
      std::move(failed.front())
          .note(fmt::format("this one of {} source packages cannot be made: {}", jobs.size(), choose));
    throw std::move(failed.front());
  }
  Error error(failed.front().code(),
              fmt::format("{} of {} source packages cannot be made", failed.size(), jobs.size()));
  for (const auto& why : failed) std::move(error).notes(split(trim(why.render()), '\n'));
  if (were_found) std::move(error).hint(choose);
  throw error;
}

// Calls `work` for every unfinished job and throws the errors of all of them together.
void for_each_unfinished(std::vector<Job>& jobs, unsigned threads, const std::function<void(Job&)>& work) {
  std::vector<Error> failed;
  std::mutex mutex;
  parallel_for(jobs.size(), threads, [&](size_t i) {
    if (jobs[i].srpm) return;
    try {
      const std::string& name = jobs[i].request->name;
      if (jobs.size() == 1 || name.empty())
        work(jobs[i]);
      else
        with_context(fmt::format("making the source package of {}", name), [&] { work(jobs[i]); });
    } catch (Error& error) {
      if (error.code() == ExitCode::interrupted) throw;
      const std::lock_guard lock(mutex);
      failed.push_back(std::move(error));
    }
  });
  throw_if_any(failed, jobs);
}

// Makes the requested packages of one repository.
class SrpmMaker {
 public:
  SrpmMaker(const Origin& origin, const Places& places, Reporter& reporter)
      : m_origin(origin), m_repository(origin.repository), m_places(places), m_reporter(reporter) {}

  std::vector<Srpm> make(const std::vector<Request>& requests) {
    std::vector<Job> jobs;
    for (const auto& request : requests) jobs.push_back(job_for(request));
    pack(jobs);
    std::vector<Srpm> srpms;
    for (auto& job : jobs) srpms.push_back(srpm_of(job));
    return srpms;
  }

 private:
  std::string shown_name(const Request& request) const {
    return request.name.empty() ? without_credentials(m_origin.url) : request.name;
  }

  void set_commit(Job& job, const git::Commit& commit) {
    job.packaged = {.commit = commit,
                    .history = release_history_of(m_repository, commit, *job.request, job.asked)};
    job.key = key_of(job.packaged, *job.request, m_repository.origin());
    job.srpm = recorded(m_places.store, job.key);
    if (job.srpm)
      for (const auto& warning : job.srpm->warnings) m_reporter.warning(warning);  // they still hold
  }

  Job job_for(const Request& request) {
    const Activity activity(m_reporter, "looking up", shown_name(request), 0, Activity::Size::step);
    Job job{.request = &request,
            .asked = request.dirty ? m_repository.commit_of_work_tree() : m_repository.resolve(request.ref)};
    if (request.verified && request.verified->commit != job.asked.id)
      throw Error(ExitCode::trust, fmt::format("{} changed after it was verified", request.ref))
          .note(fmt::format("it was {} and is now {}", request.verified->commit, job.asked.id))
          .hint("it was moved during this run: run again");
    set_commit(job, packaged_commit(m_repository, job.asked, request, m_places.store, m_reporter));
    return job;
  }

  void prepare(Job& job, bool is_only) {
    job.packing = std::make_unique<Packing>(m_origin, job.packaged, *job.request, m_places, m_reporter);
    // With several packages, one is worked on while another's sandbox starts.
    if (is_only) job.packing->start_sandboxes();
    const Activity activity(m_reporter, "reading", shown_name(*job.request), 0, Activity::Size::step);
    job.packing->prepare();
  }

  void pack(std::vector<Job>& jobs) {
    std::vector<TreeArchive> archives;
    const unsigned threads = jobs.front().request->threads;
    // One at a time: a repository object is not thread-safe.
    for_each_unfinished(jobs, 1, [&](Job& job) {
      const bool is_only = jobs.size() == 1;
      prepare(job, is_only);
      const bool leaves = uses_other_paths(m_repository, job.packaged.commit, *job.request,
                                           job.packing->files_used(), m_places.store);
      if (leaves && job.packaged.commit.id != job.asked.id) {
        job.packing.reset();
        set_commit(job, job.asked);
        if (job.srpm) return;
        prepare(job, is_only);
      }
      const auto& wanted = job.packing->archives();
      archives.insert(archives.end(), wanted.begin(), wanted.end());
    });
    write_archives(m_repository, archives, threads, m_places, m_reporter);
    for_each_unfinished(jobs, threads, [&](Job& job) {
      Activity activity(m_reporter, "packing", shown_name(*job.request));
      job.srpm = job.packing->finish();
      put_record(m_places.store, job.key, *job.srpm);
      activity.result(job.srpm->file_name);
    });
  }

  Srpm srpm_of(Job& job) const {
    Srpm srpm = std::move(*job.srpm);
    srpm.name = job.request->name.empty() ? srpm.nevra.name : job.request->name;
    srpm.git_url = redacted(without_credentials(m_origin.url));
    srpm.ref = job.request->ref;
    srpm.verified = job.request->verified;
    srpm.dirty = job.request->dirty;
    if (srpm.dirty) srpm.commit = job.packaged.history.commit.id;  // the commit that others can see
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
