// The memory behind the engine's AXI4 master: bytes at a bus address, answered in order, late and haltingly as a seed says. It
// checks the rules that a master must keep, answers errors where it is told to, and can fall silent.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <memory>
#include <string>

// A small generator whose sequence is the same everywhere.
class Random {
public:
    explicit Random(uint64_t seed) : state_(seed * 2 + 1) {}

    uint32_t next() {
        state_ = state_ * 6364136223846793005u + 1442695040888963407u;
        return static_cast<uint32_t>(state_ >> 33);
    }

    bool percent(uint32_t probability) { return probability != 0 && next() % 100 < probability; }
    uint32_t between(uint32_t low, uint32_t high) { return low >= high ? low : low + next() % (high - low + 1); }

private:
    uint64_t state_;
};

struct BusTiming {
    uint32_t latency_low = 20;   // cycles from an address to its first answer
    uint32_t latency_high = 20;
    uint32_t stall_percent = 0;  // of cycles in which a channel is not ready or has nothing to say
};

template <typename Top>
class AxiMemory {
public:
    // Its own, zeroed by the kernel, page by page, as it is used; or, where `shared` is not null, somebody else's, who keeps it.
    AxiMemory(uint64_t base, uint64_t bytes, uint64_t seed, uint8_t* shared)
        : base_(base), size_(bytes), own_(shared ? nullptr : static_cast<uint8_t*>(std::calloc(bytes, 1)), &std::free),
          bytes_(shared ? shared : own_.get()), random_(seed) {}

    uint8_t* data() { return bytes_; }
    void timing(const BusTiming& timing) { timing_ = timing; }

    // Errors on beats that touch [address, address + bytes); none when bytes is 0.
    void fail(uint64_t address, uint64_t bytes) { fail_from_ = address, fail_bytes_ = bytes; }

    // Answers nothing from now on, or again.
    void silence(bool silent) { silent_ = silent; }

    // What is on its way is forgotten, as when the logic is loaded anew; the bytes stay.
    void forget() {
        reads_.clear(), writes_.clear(), answers_.clear(), beats_.clear();
        read_offer_ = write_offer_ = {};
        silent_ = false;
    }

    // The first rule that the master broke, else empty.
    const std::string& violation() const { return violation_; }

    // Before the rising edge: what the memory offers in this cycle. What was offered and not taken stays.
    void drive(Top& top, uint64_t cycle) {
        top.m_axi_arready = !silent_ && reads_.size() < 16 && !stall();
        top.m_axi_awready = !silent_ && writes_.size() < 16 && !stall();
        top.m_axi_wready = !silent_ && !stall();
        if (!top.m_axi_rvalid && !silent_ && !reads_.empty() && reads_.front().due <= cycle && !stall()) {
            const Burst& burst = reads_.front();
            top.m_axi_rvalid = 1;
            top.m_axi_rresp = respond(burst.address);
            top.m_axi_rlast = burst.left == 1;
            if (inside(burst.address)) std::memcpy(top.m_axi_rdata.data(), bytes_ + (burst.address - base_), 16);
        }
        if (!top.m_axi_bvalid && !silent_ && !answers_.empty() && answers_.front().due <= cycle && !stall()) {
            top.m_axi_bvalid = 1;
            top.m_axi_bresp = answers_.front().response;
        }
    }

    // At the rising edge, with the outputs as they were before it.
    void sample(Top& top, uint64_t cycle) {
        stays(top.m_axi_arvalid, top.m_axi_arready, {top.m_axi_araddr, top.m_axi_arlen}, read_offer_, "ARVALID");
        stays(top.m_axi_awvalid, top.m_axi_awready, {top.m_axi_awaddr, top.m_axi_awlen}, write_offer_, "AWVALID");
        if (top.m_axi_arvalid && top.m_axi_arready) {
            kept(top.m_axi_arsize, top.m_axi_arburst, top.m_axi_arcache, top.m_axi_arprot);
            reads_.push_back(burst(top.m_axi_araddr, top.m_axi_arlen, cycle));
        }
        if (top.m_axi_awvalid && top.m_axi_awready) {
            kept(top.m_axi_awsize, top.m_axi_awburst, top.m_axi_awcache, top.m_axi_awprot);
            writes_.push_back(burst(top.m_axi_awaddr, top.m_axi_awlen, cycle));
        }
        rvalid_taken_ = top.m_axi_rvalid && top.m_axi_rready;
        if (rvalid_taken_) {
            Burst& burst = reads_.front();
            burst.address += 16;
            if (--burst.left == 0) reads_.pop_front();
        }
        bvalid_taken_ = top.m_axi_bvalid && top.m_axi_bready;
        if (bvalid_taken_) answers_.pop_front();
        if (top.m_axi_wvalid && top.m_axi_wready) {
            beats_.push_back({top.m_axi_wlast != 0, static_cast<uint16_t>(top.m_axi_wstrb), {}});
            std::memcpy(beats_.back().data, top.m_axi_wdata.data(), 16);
        }
        store(cycle);
    }

    // After the rising edge: what was taken is offered no more.
    void release(Top& top) {
        if (rvalid_taken_) top.m_axi_rvalid = 0;
        if (bvalid_taken_) top.m_axi_bvalid = 0;
    }

private:
    struct Burst {
        uint64_t address;
        uint32_t left;
        uint64_t due;
        uint8_t response;
    };
    struct Beat {
        bool last;
        uint16_t strobe;
        uint8_t data[16];
    };
    struct Offer {
        bool waiting = false;
        uint64_t address = 0;
        uint32_t length = 0;
    };
    struct Address {
        uint64_t address;
        uint32_t length;
    };

    bool stall() { return random_.percent(timing_.stall_percent); }
    bool inside(uint64_t address) const { return address >= base_ && address + 16 <= base_ + size_; }

    uint8_t respond(uint64_t address) const {
        if (!inside(address)) return 3;  // DECERR
        bool hit = fail_bytes_ != 0 && address + 16 > fail_from_ && address < fail_from_ + fail_bytes_;
        return hit ? 2 : 0;  // SLVERR
    }

    // What the HP ports are told of every burst: 16 bytes a beat, incrementing, normal memory that is not cached, not secure.
    void kept(int size, int kind, int cache, int protection) {
        if (size != 4 || kind != 1) violate("a burst is not one of 16 bytes a beat, incrementing");
        if (cache != 3 || protection != 2) violate("a burst is not one to normal memory, not cached, not secure");
    }

    Burst burst(uint64_t address, uint32_t length, uint64_t cycle) {
        if (address % 16 != 0) violate("an address is not aligned to a beat");
        if (address / 4096 != (address + 16 * length + 15) / 4096) violate("a burst crosses 4 KiB");
        return {address, length + 1, cycle + random_.between(timing_.latency_low, timing_.latency_high), 0};
    }

    // Data may come before their address; they are stored when both are here.
    void store(uint64_t cycle) {
        while (!beats_.empty() && !writes_.empty()) {
            Burst& burst = writes_.front();
            const Beat& beat = beats_.front();
            if (beat.last != (burst.left == 1)) violate("WLAST is not on the last beat");
            uint8_t response = respond(burst.address);
            if (response > burst.response) burst.response = response;
            if (response == 0) {
                for (int i = 0; i < 16; i++) {
                    if (beat.strobe >> i & 1) bytes_[burst.address - base_ + i] = beat.data[i];
                }
            }
            burst.address += 16;
            bool ended = --burst.left == 0;
            if (ended) {
                burst.due = cycle + random_.between(timing_.latency_low, timing_.latency_high);
                answers_.push_back(burst);
                writes_.pop_front();
            }
            beats_.pop_front();
        }
    }

    void stays(bool valid, bool ready, Address now, Offer& offer, const char* name) {
        if (offer.waiting && (!valid || now.address != offer.address || now.length != offer.length))
            violate(std::string(name) + " changed before it was taken");
        offer = {valid && !ready, now.address, now.length};
    }

    void violate(const std::string& what) {
        if (violation_.empty()) violation_ = what;
    }

    uint64_t base_;
    uint64_t size_;
    std::unique_ptr<uint8_t, decltype(&std::free)> own_;
    uint8_t* bytes_;
    Random random_;
    BusTiming timing_;
    uint64_t fail_from_ = 0, fail_bytes_ = 0;
    bool silent_ = false, rvalid_taken_ = false, bvalid_taken_ = false;
    std::deque<Burst> reads_, writes_, answers_;
    std::deque<Beat> beats_;
    Offer read_offer_, write_offer_;
    std::string violation_;
};
