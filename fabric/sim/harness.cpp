// The engine as a board has it (vivado/mcc_board.v), verilated, behind a C interface: registers through its AXI4-Lite slave, memory
// behind its AXI4 master, its interrupt and its clock. One thread at a time. fabric/Engines/Rtl/RtlSimulation.cs is the other side.
#include <memory>
#include <string>

#include "Vmcc_board.h"
#include "assertions.h"
#include "axi_memory.h"
#include "verilated.h"
#ifdef MCC_TRACE
#include "verilated_vcd_c.h"
#endif

namespace {

constexpr int kTimeoutCycles = 10000;  // cycles that a register access may take

struct Simulation {
    Simulation(uint64_t base, uint64_t bytes, uint64_t seed, uint8_t* shared)
        : memory(base, bytes, seed, shared), random(seed + 1) {
        context.randSeed(static_cast<int>(seed) + 1);
        context.randReset(2);  // registers begin with anything
        context.traceEverOn(true);
        power_up();
    }

    // The logic as it is after its bitstream was loaded.
    void power_up() {
#ifdef MCC_TRACE
        trace.reset();
#endif
        top = std::make_unique<Vmcc_board>(&context);
        memory.forget();
        // Inputs too begin with anything; a bus in reset asks for nothing.
        top->s_axi_awvalid = top->s_axi_wvalid = top->s_axi_bready = top->s_axi_arvalid = top->s_axi_rready = 0;
        top->m_axi_rvalid = top->m_axi_bvalid = 0;
        top->aclk = 0;
        top->aresetn = 0;
        context.assertOn(false);  // until the reset is through
        for (int i = 0; i < 8; i++) tick();
        context.assertOn(true);
        top->aresetn = 1;
        for (int i = 0; i < 2; i++) tick();  // the reset has a register of its own
    }

    void tick() {
        memory.drive(*top, cycle);
        top->aclk = 0;
        top->eval();
        dump(2 * cycle);
        if (top->aresetn) memory.sample(*top, cycle);
        top->aclk = 1;
        top->eval();
        dump(2 * cycle + 1);
        if (top->aresetn) memory.release(*top);
        take_broken_assertion(context, broken);
        cycle++;
    }

    void dump([[maybe_unused]] uint64_t time) {
#ifdef MCC_TRACE
        if (trace) trace->dump(time);
#endif
    }

    VerilatedContext context;
    std::unique_ptr<Vmcc_board> top;
    AxiMemory<Vmcc_board> memory;
    std::string broken;  // the first assertion that failed
    Random random;
    uint64_t cycle = 0;
#ifdef MCC_TRACE
    std::unique_ptr<VerilatedVcdC> trace;
#endif
};

Simulation& of(void* simulation) { return *static_cast<Simulation*>(simulation); }

}  // namespace

extern "C" {

// A fresh engine after reset, with memory of `bytes` at bus address `base`: zeroed, or `shared` where that is not null, which is to
// outlive it. The seed decides what registers hold at power-on and how the memory halts.
void* mcc_sim_create(uint64_t base, uint64_t bytes, uint64_t seed, uint8_t* shared) {
    return new Simulation(base, bytes, seed, shared);
}

void mcc_sim_destroy(void* simulation) { delete static_cast<Simulation*>(simulation); }

// Loads the logic anew: everything in it is as at first, and memory stays.
void mcc_sim_reload(void* simulation) { of(simulation).power_up(); }

uint8_t* mcc_sim_memory(void* simulation) { return of(simulation).memory.data(); }

uint64_t mcc_sim_cycle(void* simulation) { return of(simulation).cycle; }

// The response of the bus (0 okay, 2 refused by the slave), or -1 when there was none in time.
int mcc_sim_write(void* simulation, uint32_t address, uint32_t value, uint32_t strobe) {
    Simulation& s = of(simulation);
    s.top->s_axi_awaddr = address;
    s.top->s_axi_wdata = value;
    s.top->s_axi_wstrb = strobe;
    // Address first, data first or both: a slave must not mind.
    uint32_t order = s.random.next() % 3;
    bool address_taken = false, data_taken = false, answered = false;
    int response = -1;
    for (int i = 0; i < kTimeoutCycles && !answered; i++) {
        s.top->s_axi_awvalid = !address_taken && (order != 1 || data_taken);
        s.top->s_axi_wvalid = !data_taken && (order != 2 || address_taken);
        s.top->s_axi_bready = address_taken && data_taken && s.random.next() % 2;
        bool address_goes = s.top->s_axi_awvalid && s.top->s_axi_awready;
        bool data_go = s.top->s_axi_wvalid && s.top->s_axi_wready;
        answered = s.top->s_axi_bready && s.top->s_axi_bvalid;
        if (answered) response = s.top->s_axi_bresp;
        s.tick();
        address_taken |= address_goes;
        data_taken |= data_go;
    }
    s.top->s_axi_awvalid = s.top->s_axi_wvalid = s.top->s_axi_bready = 0;
    return response;
}

int mcc_sim_read(void* simulation, uint32_t address, uint32_t* value) {
    Simulation& s = of(simulation);
    s.top->s_axi_araddr = address;
    bool taken = false, answered = false;
    int response = -1;
    for (int i = 0; i < kTimeoutCycles && !answered; i++) {
        s.top->s_axi_arvalid = !taken;
        s.top->s_axi_rready = taken && s.random.next() % 2;
        bool goes = s.top->s_axi_arvalid && s.top->s_axi_arready;
        answered = s.top->s_axi_rready && s.top->s_axi_rvalid;
        if (answered) {
            response = s.top->s_axi_rresp;
            *value = s.top->s_axi_rdata;
        }
        s.tick();
        taken |= goes;
    }
    s.top->s_axi_arvalid = s.top->s_axi_rready = 0;
    return response;
}

// Runs the clock until the interrupt is high or `cycles` have passed; says whether it is high.
int mcc_sim_run(void* simulation, uint64_t cycles) {
    Simulation& s = of(simulation);
    for (uint64_t i = 0; i < cycles && !s.top->irq; i++) s.tick();
    return s.top->irq;
}

void mcc_sim_timing(void* simulation, uint32_t latency_low, uint32_t latency_high, uint32_t stall_percent) {
    of(simulation).memory.timing({latency_low, latency_high, stall_percent});
}

void mcc_sim_fail(void* simulation, uint64_t address, uint64_t bytes) { of(simulation).memory.fail(address, bytes); }

void mcc_sim_silence(void* simulation, int silent) { of(simulation).memory.silence(silent != 0); }

// The first assertion of the logic that failed, or rule of AXI4 that the engine broke; an empty string while there is none.
const char* mcc_sim_violation(void* simulation) {
    Simulation& s = of(simulation);
    return s.broken.empty() ? s.memory.violation().c_str() : s.broken.c_str();
}

// Writes a waveform (VCD) from now on; null ends it. Only a build with waveforms can: 0 done, -1 not built so.
int mcc_sim_trace([[maybe_unused]] void* simulation, [[maybe_unused]] const char* path) {
#ifdef MCC_TRACE
    Simulation& s = of(simulation);
    if (s.trace) s.trace->close();
    s.trace.reset();
    if (path == nullptr) return 0;
    s.trace = std::make_unique<VerilatedVcdC>();
    s.top->trace(s.trace.get(), 99);
    s.trace->open(path);
    return 0;
#else
    return -1;
#endif
}

}  // extern "C"
