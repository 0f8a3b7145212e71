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
  git::Commit commit;  ///< the commit it is made from
  git::Commit asked;   ///< the requested commit
  ReleaseHistory history;
  std::string key;
  std::optional<Srpm> srpm;  ///< set once it is found in the store or made
  std::unique_ptr<Packing> packing;
};

std::string told_of(const Request& request, const std::string& text) {
  return request.name.empty() ? text : request.name + ": " + text;
}

std::string shown_name(const Request& request, const std::string& url) {
  return request.name.empty() ? without_credentials(url) : request.name;
}

void set_commit(Job& job, const git::Commit& commit, const git::Repository& repository, const Places& places,
                Reporter& reporter) {
  job.commit = commit;
  job.history = release_history_of(repository, job.commit, *job.request, job.asked);
  job.key = key_of(job.commit, job.history, *job.request, repository.origin());
  job.srpm = recorded(places.store, job.key);
  if (job.srpm)
    for (const auto& warning : job.srpm->warnings) reporter.warning(warning);  // they still hold
}

Job job_for(const git::Repository& repository, const std::string& url, const Request& request,
            const Places& places, Reporter& reporter) {
  const Activity activity(reporter, "looking up", shown_name(request, url), 0, Activity::Size::step);
  Job job{.request = &request,
          .commit = request.dirty ? repository.commit_of_work_tree() : repository.resolve(request.ref)};
  if (request.verified && request.verified->commit != job.commit.id)
    throw Error(ExitCode::trust, fmt::format("{} changed after it was verified", request.ref))
        .note(fmt::format("it was {} and is now {}", request.verified->commit, job.commit.id))
        .hint("it was moved during this run: run again");
  job.asked = job.commit;
  const git::Commit of =
      packaged_commit(repository, job.asked, request, places.store, reporter,
                      [&](const std::string& text) { reporter.warning(told_of(request, text)); });
  set_commit(job, of, repository, places, reporter);
  return job;
}

void prepare(Job& job, const git::Repository& repository, const std::string& url, const Places& places,
             bool is_only, Reporter& reporter) {
  job.packing =
      std::make_unique<Packing>(repository, url, job.commit, job.history, *job.request, places, reporter);
  // With several packages, one is worked on while another's sandbox starts.
  if (is_only) job.packing->start_sandboxes();
  const Activity activity(reporter, "reading", shown_name(*job.request, url), 0, Activity::Size::step);
  job.packing->prepare();
}

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

void pack(const git::Repository& repository, const std::string& url, std::vector<Job>& jobs,
          const Places& places, Reporter& reporter) {
  std::vector<TreeArchive> archives;
  const unsigned threads = jobs.front().request->threads;
  // One at a time: a repository object is not thread-safe.
  for_each_unfinished(jobs, 1, [&](Job& job) {
    const bool is_only = jobs.size() == 1;
    prepare(job, repository, url, places, is_only, reporter);
    const bool leaves =
        uses_other_paths(repository, job.commit, *job.request, job.packing->files_used(), places.store);
    if (leaves && job.commit.id != job.asked.id) {
      job.packing.reset();
      set_commit(job, job.asked, repository, places, reporter);
      if (job.srpm) return;
      prepare(job, repository, url, places, is_only, reporter);
    }
    const auto& wanted = job.packing->archives();
    archives.insert(archives.end(), wanted.begin(), wanted.end());
  });
  write_archives(repository, archives, threads, places, reporter);
  for_each_unfinished(jobs, threads, [&](Job& job) {
    Activity activity(reporter, "packing", shown_name(*job.request, url));
    job.srpm = job.packing->finish();
    put_record(places.store, job.key, *job.srpm);
    activity.result(job.srpm->file_name);
  });
}

}  // namespace

std::vector<Srpm> make_all(const git::Repository& repository, const std::string& url,
                           const std::vector<Request>& requests, const Places& places, Reporter& reporter) {
  if (requests.empty()) return {};
  std::vector<Job> jobs;
  for (const auto& request : requests) jobs.push_back(job_for(repository, url, request, places, reporter));
  pack(repository, url, jobs, places, reporter);
  std::vector<Srpm> srpms;
  for (auto& job : jobs) {
    Srpm srpm = std::move(*job.srpm);
    srpm.name = job.request->name.empty() ? srpm.nevra.name : job.request->name;
    srpm.git_url = redacted(without_credentials(url));
    srpm.ref = job.request->ref;
    srpm.verified = job.request->verified;
    srpm.dirty = job.request->dirty;
    if (srpm.dirty) srpm.commit = job.history.commit.id;  // the commit that others can see
    srpms.push_back(std::move(srpm));
  }
  return srpms;
}

Srpm make(const git::Repository& repository, const std::string& url, const Request& request,
          const Places& places, Reporter& reporter) {
  return make_all(repository, url, {request}, places, reporter).front();
}

}  // namespace rpmworks::srpm
