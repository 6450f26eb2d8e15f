// The compute core under Verilator behind a C interface: one job at a time, against a memory that answers in order, late and
// haltingly as a seed says. Used in process by the tests and by the cycle table.
#include <cstdint>
#include <cstring>
#include <deque>
#include <memory>

#include "Vmcc_core.h"
#include "assertions.h"
#include "verilated.h"

namespace {

constexpr unsigned BeatBytes = 16;
constexpr unsigned OutstandingReads = 8, WriteAnswerDelay = 12;

// As ports take it; addresses are offsets into the memory.
struct Job {
    uint64_t image_address, image_bytes, audio_address, video_address, target_address, gain_address, state_address, state_bytes;
    uint32_t operation, frames, audio_stride, video_stride, target_stride, gain_stride, seed, rate_shift;
    int32_t penalty;
    uint32_t thresholds;  // of updates, and above 8 bits of the way back
};

struct Result {
    uint64_t code, cycles, wait_cycles, events_input, events_receptive, events_context, events_backward, events_update;
    uint64_t rows_fetched, saturations, steps, frames_done, beats_read, beats_written;
    uint16_t active_cells[32];
};

struct Timing {
    uint32_t seed, latency, read_stall_percent, write_stall_percent;
};

class Dice {
public:
    explicit Dice(uint64_t seed) : state_(seed * 2 + 1) {}
    bool percent(uint32_t probability) {
        if (probability == 0) return false;
        state_ = state_ * 6364136223846793005u + 1442695040888963407u;
        return (state_ >> 33) % 100 < probability;
    }

private:
    uint64_t state_;
};

struct Request {
    uint64_t address, due;
    uint32_t beats;
};

class Core {
public:
    Core(uint8_t* memory, uint64_t bytes) : memory_(memory), bytes_(bytes), dice_(1) {
        context_.randReset(2);
        context_.randSeed(7);
        top_ = std::make_unique<Vmcc_core>(&context_);
        reset();
    }

    ~Core() { top_->final(); }

    void reset() {
        reads_.clear();
        writes_.clear();
        answers_.clear();
        top_->rst = 1;
        top_->mrd_valid = 0;
        top_->job_valid = 0;
        for (int i = 0; i < 4; i++) cycle();
        top_->rst = 0;
        // What was seen before the first edge means nothing.
        reads_.clear();
        writes_.clear();
        cycle();
    }

    void timing(const Timing& timing) {
        timing_ = timing;
        dice_ = Dice(timing.seed);
    }

    // 0: done; 1: not within the limit; 2: an access outside the memory; 3: an assertion of the logic failed.
    int run(const Job& job, Result& result, uint64_t limit) {
        top_->job_op = job.operation, top_->job_frames = job.frames;
        top_->job_slot = 0, top_->job_first_row = 0, top_->job_rows = 0, top_->exchange = 0;
        top_->job_image_addr = job.image_address, top_->job_image_bytes = job.image_bytes;
        top_->job_audio_addr = job.audio_address, top_->job_video_addr = job.video_address;
        top_->job_target_addr = job.target_address, top_->job_gain_addr = job.gain_address;
        top_->job_state_addr = job.state_address, top_->job_state_bytes = job.state_bytes;
        top_->job_audio_stride = job.audio_stride, top_->job_video_stride = job.video_stride;
        top_->job_target_stride = job.target_stride, top_->job_gain_stride = job.gain_stride;
        top_->job_seed = job.seed, top_->job_rate_shift = job.rate_shift, top_->job_penalty = job.penalty;
        top_->job_update_threshold = job.thresholds & 0xFF, top_->job_backward_threshold = job.thresholds >> 8;
        top_->job_valid = 1;
        beats_read_ = beats_written_ = 0;
        outside_ = false;
        uint64_t first = now_;
        bool taken = false;
        while (now_ - first < limit && !outside_ && violation_.empty()) {
            bool ready = top_->job_ready;
            cycle();
            if (ready) top_->job_valid = 0, taken = true;
            if (taken && top_->done_valid && violation_.empty()) {
                result.code = top_->done_code;
                result.cycles = now_ - first;
                result.wait_cycles = top_->wait_cycles;
                result.events_input = top_->events_input;
                result.events_receptive = top_->events_receptive;
                result.events_context = top_->events_context;
                result.events_backward = top_->events_backward;
                result.events_update = top_->events_update;
                result.rows_fetched = top_->rows_fetched;
                result.saturations = top_->saturations;
                result.steps = top_->steps;
                result.frames_done = top_->frames_done;
                result.beats_read = beats_read_;
                result.beats_written = beats_written_;
                std::memcpy(result.active_cells, top_->active_cells.data(), sizeof result.active_cells);
                return 0;
            }
        }
        top_->job_valid = 0;
        return !violation_.empty() ? 3 : outside_ ? 2 : 1;
    }

    // The first assertion that failed; empty while none has.
    const std::string& violation() const { return violation_; }

private:
    bool inside(uint64_t address) {
        bool good = address % BeatBytes == 0 && address <= bytes_ && bytes_ - address >= BeatBytes;
        outside_ |= !good;
        return good;
    }

    void cycle() {
        // What memory offers in this cycle. What was offered and not taken stays.
        top_->mrd_req_ready = reads_.size() < OutstandingReads && !dice_.percent(timing_.read_stall_percent);
        if (!top_->mrd_valid && !reads_.empty() && reads_.front().due <= now_ && !dice_.percent(timing_.read_stall_percent)) {
            const Request& read = reads_.front();
            top_->mrd_valid = 1;
            top_->mrd_last = read.beats == 1;
            if (inside(read.address)) std::memcpy(top_->mrd_data.data(), memory_ + read.address, BeatBytes);
        }
        top_->mwr_req_ready = writes_.size() < OutstandingReads && !dice_.percent(timing_.write_stall_percent);
        top_->mwr_ready = !writes_.empty() && !dice_.percent(timing_.write_stall_percent);
        top_->mwr_idle = writes_.empty() && answers_.empty();
        top_->clk = 0;
        top_->eval();

        // What passes at the edge.
        bool read_taken = top_->mrd_valid && top_->mrd_ready;
        if (top_->mrd_req_valid && top_->mrd_req_ready)
            reads_.push_back({top_->mrd_req_addr, now_ + timing_.latency, top_->mrd_req_beats});
        if (read_taken) {
            beats_read_++;
            reads_.front().address += BeatBytes;
            if (--reads_.front().beats == 0) reads_.pop_front();
        }
        if (!answers_.empty() && answers_.front() <= now_) answers_.pop_front();
        if (top_->mwr_valid && top_->mwr_ready) {
            beats_written_++;
            Request& write = writes_.front();
            if (inside(write.address)) {
                const uint8_t* data = reinterpret_cast<const uint8_t*>(top_->mwr_data.data());
                for (unsigned i = 0; i < BeatBytes; i++)
                    if (top_->mwr_strb >> i & 1) memory_[write.address + i] = data[i];
            }
            write.address += BeatBytes;
            if (--write.beats == 0) {
                writes_.pop_front();
                answers_.push_back(now_ + WriteAnswerDelay);
            }
        }
        if (top_->mwr_req_valid && top_->mwr_req_ready) writes_.push_back({top_->mwr_req_addr, 0, top_->mwr_req_beats});
        top_->clk = 1;
        top_->eval();
        take_broken_assertion(context_, violation_);
        if (read_taken) top_->mrd_valid = 0;
        now_++;
    }

    uint8_t* memory_;
    uint64_t bytes_, now_ = 0, beats_read_ = 0, beats_written_ = 0;
    bool outside_ = false;
    std::string violation_;
    Timing timing_{1, 20, 0, 0};
    Dice dice_;
    std::deque<Request> reads_, writes_;
    std::deque<uint64_t> answers_;
    VerilatedContext context_;
    std::unique_ptr<Vmcc_core> top_;
};

}  // namespace

extern "C" {
void* mcc_core_create(uint8_t* memory, uint64_t bytes) { return new Core(memory, bytes); }
void mcc_core_destroy(void* core) { delete static_cast<Core*>(core); }
void mcc_core_reset(void* core) { static_cast<Core*>(core)->reset(); }
const char* mcc_core_violation(void* core) { return static_cast<Core*>(core)->violation().c_str(); }
void mcc_core_timing(void* core, const Timing* timing) { static_cast<Core*>(core)->timing(*timing); }
int mcc_core_run(void* core, const Job* job, Result* result, uint64_t limit) {
    return static_cast<Core*>(core)->run(*job, *result, limit);
}
}
