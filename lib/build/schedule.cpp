// SPDX-License-Identifier: GPL-3.0-or-later
#include "build/schedule.hpp"

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <set>
#include <thread>

#include "core/cancel.hpp"

namespace rpmworks::build {

namespace {

class Schedule {
 public:
  Schedule(const Plan& plan, const std::function<void(size_t)>& work)
      : m_work(work),
        m_waits_for(plan.jobs.size()),
        m_needed_by(plan.jobs.size()),
        m_height(plan.jobs.size()) {
    for (size_t job = 0; job < plan.jobs.size(); ++job) {
      m_waits_for[job] = plan.jobs[job].needs.size();
      for (const size_t need : plan.jobs[job].needs) m_needed_by[need].push_back(job);
    }
    // Jobs stand after those they need, so from the end each height is that of what waits for it, and one
    // more.
    for (size_t job = plan.jobs.size(); job-- > 0;)
      for (const size_t waiting : m_needed_by[job])
        m_height[job] = std::max(m_height[job], m_height[waiting] + 1);
    for (size_t job = 0; job < plan.jobs.size(); ++job)
      if (m_waits_for[job] == 0) m_ready.insert(job);
    m_left = plan.jobs.size();
  }

  void drain() {
    std::unique_lock lock(m_mutex);
    while (true) {
      m_changed.wait(lock, [&] { return !m_ready.empty() || m_left == 0 || m_failure; });
      if (m_left == 0 || m_failure) return;
      const size_t job = *std::max_element(m_ready.begin(), m_ready.end(), [&](size_t a, size_t b) {
        return m_height[a] != m_height[b] ? m_height[a] < m_height[b] : a > b;
      });
      m_ready.erase(job);
      lock.unlock();
      std::exception_ptr failure;
      try {
        throw_if_cancelled();
        m_work(job);
      } catch (...) {
        failure = std::current_exception();
      }
      lock.lock();
      finish(job, failure);
    }
  }

  void rethrow() const {
    if (m_failure) std::rethrow_exception(m_failure);
  }

 private:
  void finish(size_t job, const std::exception_ptr& failure) {
    if (failure && !m_failure) m_failure = failure;
    if (!failure) {
      --m_left;
      for (const size_t waiting : m_needed_by[job])
        if (--m_waits_for[waiting] == 0) m_ready.insert(waiting);
    }
    m_changed.notify_all();
  }

  const std::function<void(size_t)>& m_work;
  std::vector<size_t> m_waits_for;  // how many are not done yet
  std::vector<std::vector<size_t>> m_needed_by;
  std::vector<size_t> m_height;  // jobs on the longest path of those that wait for it
  std::set<size_t> m_ready;
  size_t m_left = 0;
  std::exception_ptr m_failure;
  std::mutex m_mutex;
  std::condition_variable m_changed;
};

}  // namespace

void run_plan(const Plan& plan, unsigned workers, const std::function<void(size_t)>& work) {
  Schedule schedule(plan, work);
  {
    std::vector<std::jthread> threads;
    for (size_t i = 1; i < std::min<size_t>(std::max(1U, workers), plan.jobs.size()); ++i)
      threads.emplace_back([&] { schedule.drain(); });
    schedule.drain();
  }
  schedule.rethrow();
}

}  // namespace rpmworks::build
