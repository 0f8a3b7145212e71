// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace rpmworks {

/// Something that a run reports. Sinks decide how it is displayed.
struct Event {
  enum class Kind {
    begin,     ///< an activity starts
    progress,  ///< `done` of `total` steps
    phase,     ///< the activity entered the phase named by `result`: "%build"
    end,       ///< the activity succeeded; `elapsed` is its duration
    fail,      ///< the activity ended with an exception
    note,      ///< information: a decision, a reused result
    warning,   ///< a possible problem
    detail     ///< for -v only
  };
  Kind kind = Kind::note;
  uint64_t id = 0;      ///< of the activity; 0 for notes, warnings and details
  uint64_t parent = 0;  ///< the enclosing activity; 0: none
  std::string verb;     ///< "building", "signing"; empty for notes
  std::string subject;  ///< "greet-1.0-1.x86_64"; for notes the text
  uint64_t done = 0;
  uint64_t total = 0;        ///< 0: unknown
  uint64_t bytes = 0;        ///< of a download: received so far
  uint64_t total_bytes = 0;  ///< 0: unknown, or not a download
  std::chrono::nanoseconds elapsed{};
  std::string result;    ///< of an activity that ended: "cached", "3 packages"
  bool is_step = false;  ///< of an activity made with Activity::Size::step
};

/// Where events go: a terminal bar, plain lines, JSON lines. Called from several threads, one at a time.
class EventSink {
 public:
  virtual ~EventSink() = default;
  virtual void on_event(const Event& event) = 0;
};

/// Hands events to one sink, in order, from any thread.
class Reporter {
 public:
  explicit Reporter(std::shared_ptr<EventSink> sink) : m_sink(std::move(sink)) {}
  /// A reporter that discards all events: for tests, and for calls whose caller reports.
  static Reporter& silent();

  void emit(const Event& event);
  void note(const std::string& text) { tell(Event::Kind::note, text); }
  void warning(const std::string& text) { tell(Event::Kind::warning, text); }
  void detail(const std::string& text) { tell(Event::Kind::detail, text); }
  /// Reports that the innermost activity of this thread enters the phase `name`: "%build".
  void phase(const std::string& name);
  uint64_t next_id();

 private:
  void tell(Event::Kind kind, const std::string& text);
  std::shared_ptr<EventSink> m_sink;
  std::mutex m_mutex;
  uint64_t m_last_id = 0;
};

/// An activity from its construction to its end: `Activity building(reporter, "building", nevra);`
///
/// It is the parent of everything that the same thread starts or reports before it ends, so activities are
/// local variables.
class Activity {
 public:
  /// The importance of an activity for the reader: a `step` gets a line of its own only if it takes long.
  enum class Size { whole, step };
  Activity(Reporter& reporter, std::string verb, std::string subject, uint64_t total = 0,
           Size size = Size::whole);
  ~Activity();
  Activity(const Activity&) = delete;
  Activity& operator=(const Activity&) = delete;
  /// Reports that `count` more steps are done. May be called from any thread.
  void step(uint64_t count = 1);
  /// Says how much a download will receive.
  void expect_bytes(uint64_t total) { m_total_bytes = total; }
  /// Reports what a download has received so far; events follow each other in tenths of a second.
  void received(uint64_t bytes);
  /// Sets the result, which is shown when the activity ends.
  void result(std::string text) { m_result = std::move(text); }
  std::chrono::nanoseconds elapsed() const { return std::chrono::steady_clock::now() - m_start; }

  /// The innermost activity of this thread, or null.
  static const Activity* current();
  /// Makes an activity of another thread the parent of this thread's activities: `Activity::Under
  /// under(around);`. The activity must outlive this object.
  class Under {
   public:
    explicit Under(const Activity* around);
    ~Under();
    Under(const Under&) = delete;
    Under& operator=(const Under&) = delete;

   private:
    const Activity* m_before;
  };

 private:
  friend class Reporter;
  // The innermost activity of this thread that belongs to `reporter`, or null; and its id, or 0.
  static const Activity* current_of(const Reporter& reporter);
  static uint64_t current_id(const Reporter& reporter);
  Event event(Event::Kind kind) const;
  Reporter& m_reporter;
  const Activity* m_around;
  uint64_t m_id;
  uint64_t m_parent;
  std::string m_verb;
  std::string m_subject;
  std::string m_result;
  uint64_t m_total;
  Size m_size;
  uint64_t m_done = 0;
  uint64_t m_bytes = 0;
  uint64_t m_total_bytes = 0;
  std::chrono::nanoseconds m_told{};  ///< when bytes were reported last, after the start
  std::mutex m_mutex;
  int m_exceptions;
  std::chrono::steady_clock::time_point m_start = std::chrono::steady_clock::now();
};

}  // namespace rpmworks
