// The engine as the processing system sees it: registers on an AXI4-Lite slave, memory through an AXI4 master of 128 bits, one
// level interrupt. Jobs reach the core through mcc_job; the core and the job share the master, one at a time.
//
//   s_axi --- mcc_axil_slave --- mcc_registers --- mcc_sequence --- mcc_job --- mcc_core
//                                      |                              |            |
//                                      +------- mcc_result -----------+            |
//   m_axi --- mcc_axi_reader, mcc_axi_writer ---------------------------------------+
module mcc_top #(
    parameter int LANES = 64,
    parameter int WEIGHT_KIB = 1024,
    parameter int MAX_CELLS = 1024,
    parameter int MAX_LAYERS = 8,
    parameter int MAX_INPUTS = 512,
    parameter int MAX_OUTPUTS = 128,
    parameter int MAX_UNIVERSAL = 512,
    parameter logic [mcc_contract_pkg::LAW_COUNT-1:0] LAWS = mcc_contract_pkg::LAWS_ALL,
    parameter int NETWORKS = 2, // 2: one in use and one in training, where the weights of both fit on the chip
    parameter logic [31:0] CLOCK_HZ = 300000000,
    parameter logic [31:0] BUILD_ID = 0,
    parameter int ADDRESS_BITS = 16,
    parameter MEMORY = "ultra" // of the weights: "ultra" or "block"
) (
    input  logic                    clk,
    input  logic                    rst,
    output logic                    irq,

    input  logic                    s_axi_awvalid,
    output logic                    s_axi_awready,
    input  logic [ADDRESS_BITS-1:0] s_axi_awaddr,
    input  logic                    s_axi_wvalid,
    output logic                    s_axi_wready,
    input  logic [31:0]             s_axi_wdata,
    input  logic [3:0]              s_axi_wstrb,
    output logic                    s_axi_bvalid,
    input  logic                    s_axi_bready,
    output logic [1:0]              s_axi_bresp,
    input  logic                    s_axi_arvalid,
    output logic                    s_axi_arready,
    input  logic [ADDRESS_BITS-1:0] s_axi_araddr,
    output logic                    s_axi_rvalid,
    input  logic                    s_axi_rready,
    output logic [31:0]             s_axi_rdata,
    output logic [1:0]              s_axi_rresp,

    output logic                    m_axi_arvalid,
    input  logic                    m_axi_arready,
    output logic [63:0]             m_axi_araddr,
    output logic [7:0]              m_axi_arlen,
    input  logic                    m_axi_rvalid,
    output logic                    m_axi_rready,
    input  logic [127:0]            m_axi_rdata,
    input  logic [1:0]              m_axi_rresp,
    input  logic                    m_axi_rlast,
    output logic                    m_axi_awvalid,
    input  logic                    m_axi_awready,
    output logic [63:0]             m_axi_awaddr,
    output logic [7:0]              m_axi_awlen,
    output logic                    m_axi_wvalid,
    input  logic                    m_axi_wready,
    output logic [127:0]            m_axi_wdata,
    output logic [15:0]             m_axi_wstrb,
    output logic                    m_axi_wlast,
    input  logic                    m_axi_bvalid,
    output logic                    m_axi_bready,
    input  logic [1:0]              m_axi_bresp
);
    localparam logic [31:0] FEATURES = (32'd1 << mcc_contract_pkg::FEATURE_TRAINING_BIT)
                                     | (32'd1 << mcc_contract_pkg::FEATURE_MEMORY_WEIGHTS_BIT)
                                     | (32'd1 << mcc_contract_pkg::FEATURE_PIECES_BIT)
                                     | (32'd1 << mcc_contract_pkg::FEATURE_SELECTIVE_TRAINING_BIT)
                                     | (32'd1 << mcc_contract_pkg::FEATURE_SEND_ON_CHANGE_BIT)
                                     | (32'(NETWORKS - 1) << mcc_contract_pkg::FEATURE_TWO_NETWORKS_BIT);

    // Registers.
    logic                    write_valid, write_known, read_known;
    logic [ADDRESS_BITS-1:0] write_address, read_address;
    logic [31:0]             write_data, read_data;
    logic [3:0]              write_strobe;

    mcc_axil_slave #(.ADDRESS_BITS(ADDRESS_BITS)) slave (
        .clk(clk), .rst(rst),
        .s_awvalid(s_axi_awvalid), .s_awready(s_axi_awready), .s_awaddr(s_axi_awaddr),
        .s_wvalid(s_axi_wvalid), .s_wready(s_axi_wready), .s_wdata(s_axi_wdata), .s_wstrb(s_axi_wstrb),
        .s_bvalid(s_axi_bvalid), .s_bready(s_axi_bready), .s_bresp(s_axi_bresp),
        .s_arvalid(s_axi_arvalid), .s_arready(s_axi_arready), .s_araddr(s_axi_araddr),
        .s_rvalid(s_axi_rvalid), .s_rready(s_axi_rready), .s_rdata(s_axi_rdata), .s_rresp(s_axi_rresp),
        .write_valid(write_valid), .write_address(write_address), .write_data(write_data), .write_strobe(write_strobe),
        .write_known(write_known), .read_address(read_address), .read_data(read_data), .read_known(read_known));

    logic        enable, soft_reset, interrupt_enable, loaded, memory_weights, second_fits, second_loaded, exchange;
    logic [7:0]  flip_code;
    logic [31:0] flip, flipped;
    logic [3:0]  state;
    logic [31:0] started, done, submit, acknowledge, result_data;
    logic [5:0]  result_word;
    logic [63:0] memory_base, memory_limit, job_address;

    mcc_registers #(
        .ADDRESS_BITS(ADDRESS_BITS), .BUILD_ID(BUILD_ID), .LANES(LANES), .ON_CHIP_KIB(WEIGHT_KIB), .LAWS(32'(LAWS)),
        .CLOCK_HZ(CLOCK_HZ), .FEATURES(FEATURES), .MAX_CELLS(MAX_CELLS), .MAX_LAYERS(MAX_LAYERS), .MAX_INPUTS(MAX_INPUTS),
        .MAX_OUTPUTS(MAX_OUTPUTS)
    ) registers (
        .clk(clk), .rst(rst),
        .write_valid(write_valid), .write_address(write_address), .write_data(write_data), .write_strobe(write_strobe),
        .write_known(write_known), .read_address(read_address), .read_data(read_data), .read_known(read_known),
        .state(state), .loaded(loaded), .memory_weights(memory_weights), .second_fits(second_fits),
        .second_loaded(second_loaded), .flipped(flipped), .flip_code(flip_code), .started(started), .done(done),
        .result_word(result_word), .result_data(result_data),
        .enable(enable), .soft_reset(soft_reset), .memory_base(memory_base), .memory_limit(memory_limit),
        .job_address(job_address), .submit(submit), .acknowledge(acknowledge), .interrupt_enable(interrupt_enable),
        .flip(flip));

    // Jobs.
    logic          start, finished, failed, drop, dropped;
    logic          core_rst, core_valid, core_ready, core_done, owns_bus, flush, clear, latch, running, counting;
    logic          job_read_valid, job_write_valid, job_data_valid;
    logic [3:0]    beat;
    logic [7:0]    core_code, code;
    logic [63:0]   fault_address;
    logic [63:4]   bus_address;
    logic [127:0]  block_data;
    // verilator lint_off UNUSEDSIGNAL
    logic [1023:0] request; // some fields serve the checks only
    // verilator lint_on UNUSEDSIGNAL

    mcc_sequence sequence_numbers (
        .clk(clk), .rst(rst), .enable(enable), .soft_reset(soft_reset), .submit(submit), .acknowledge(acknowledge),
        .interrupt_enable(interrupt_enable), .state(state), .started(started), .done(done), .irq(irq),
        .start(start), .finished(finished), .failed(failed), .drop(drop), .dropped(dropped));

    mcc_flip exchanges (
        .clk(clk), .rst(rst), .flip(flip), .busy(state == mcc_contract_pkg::STATE_BUSY || start), .second_loaded(second_loaded),
        .flipped(flipped), .code(flip_code), .exchange(exchange));

    // The master, and who uses it.
    logic         read_valid, read_ready, read_data_valid, read_data_ready, read_last, read_idle, read_error;
    logic         write_request_valid, write_ready, write_data_valid, write_data_ready, write_idle, write_error;
    logic [63:0]  read_error_address, write_error_address;
    logic [63:4]  read_at, write_at;
    logic [15:0]  read_beats, write_beats, write_data_strobe;
    logic [127:0] read_beat, write_beat;

    logic         core_read_valid, core_data_ready, core_write_valid, core_beat_valid;
    // verilator lint_off UNUSEDSIGNAL
    logic [63:0]  core_read_at, core_write_at; // multiples of 16
    // verilator lint_on UNUSEDSIGNAL
    logic [15:0]  core_read_beats, core_write_beats, core_strobe;
    logic [127:0] core_beat;

    mcc_job job (
        .clk(clk), .rst(rst), .start(start), .sequence_number(started), .finished(finished), .failed(failed),
        .drop(drop), .dropped(dropped),
        .job_address(job_address), .memory_base(memory_base), .memory_limit(memory_limit),
        .core_rst(core_rst), .core_valid(core_valid), .core_ready(core_ready), .core_done(core_done), .core_code(core_code),
        .request(request), .owns_bus(owns_bus), .flush(flush), .clear(clear),
        .read_valid(job_read_valid), .read_ready(read_ready), .read_data_valid(read_data_valid), .read_data(read_beat),
        .read_idle(read_idle), .read_error(read_error), .read_error_address(read_error_address),
        .write_valid(job_write_valid), .write_ready(write_ready), .write_data_valid(job_data_valid),
        .write_data_ready(write_data_ready), .write_idle(write_idle), .write_error(write_error),
        .write_error_address(write_error_address), .bus_address(bus_address),
        .latch(latch), .beat(beat), .code(code), .fault_address(fault_address), .running(running), .counting(counting));

    always_comb begin
        read_valid          = owns_bus ? job_read_valid : core_read_valid;
        read_at             = owns_bus ? bus_address : core_read_at[63:4];
        read_beats          = owns_bus ? 16'(mcc_contract_pkg::JOB_REQUEST_BYTES / 16) : core_read_beats;
        read_data_ready     = owns_bus || core_data_ready;
        write_request_valid = owns_bus ? job_write_valid : core_write_valid;
        write_at            = owns_bus ? bus_address : core_write_at[63:4];
        write_beats         = owns_bus ? 16'(mcc_contract_pkg::RES_BYTES / 16) : core_write_beats;
        write_data_valid    = owns_bus ? job_data_valid : core_beat_valid;
        write_beat          = owns_bus ? block_data : core_beat;
        write_data_strobe   = owns_bus ? 16'hFFFF : core_strobe;
    end

    mcc_axi_reader reader (
        .clk(clk), .rst(rst),
        .request_valid(read_valid), .request_ready(read_ready), .request_address(read_at), .request_beats(read_beats),
        .data_valid(read_data_valid), .data_ready(read_data_ready), .data(read_beat), .data_last(read_last),
        .flush(flush), .idle(read_idle), .clear(clear), .error(read_error), .error_address(read_error_address),
        .m_arvalid(m_axi_arvalid), .m_arready(m_axi_arready), .m_araddr(m_axi_araddr), .m_arlen(m_axi_arlen),
        .m_rvalid(m_axi_rvalid), .m_rready(m_axi_rready), .m_rdata(m_axi_rdata), .m_rresp(m_axi_rresp),
        .m_rlast(m_axi_rlast));

    mcc_axi_writer writer (
        .clk(clk), .rst(rst),
        .request_valid(write_request_valid), .request_ready(write_ready), .request_address(write_at),
        .request_beats(write_beats),
        .data_valid(write_data_valid), .data_ready(write_data_ready), .data(write_beat), .data_strobe(write_data_strobe),
        .flush(flush), .idle(write_idle), .clear(clear), .error(write_error), .error_address(write_error_address),
        .m_awvalid(m_axi_awvalid), .m_awready(m_axi_awready), .m_awaddr(m_axi_awaddr), .m_awlen(m_axi_awlen),
        .m_wvalid(m_axi_wvalid), .m_wready(m_axi_wready), .m_wdata(m_axi_wdata), .m_wstrb(m_axi_wstrb),
        .m_wlast(m_axi_wlast), .m_bvalid(m_axi_bvalid), .m_bready(m_axi_bready), .m_bresp(m_axi_bresp));

    // The core.
    logic [63:0]  wait_cycles, events_input, events_receptive, events_context, events_backward, events_update;
    logic [63:0]  rows_fetched, saturations, steps;
    logic [31:0]  frames_done;
    logic [511:0] active_cells;

    mcc_core #(
        .LANES(LANES), .WEIGHT_WORDS(512 * WEIGHT_KIB / LANES), .MAX_CELLS(MAX_CELLS), .MAX_LAYERS(MAX_LAYERS),
        .MAX_INPUTS(MAX_INPUTS), .MAX_OUTPUTS(MAX_OUTPUTS), .MAX_UNIVERSAL(MAX_UNIVERSAL), .LAWS(LAWS), .NETWORKS(NETWORKS), .MEMORY(MEMORY)
    ) core (
        .clk(clk), .rst(core_rst),
        .job_valid(core_valid), .job_ready(core_ready),
        .job_op(request[8 * mcc_contract_pkg::JOB_OPERATION +: 4]),
        .job_slot(request[8 * mcc_contract_pkg::JOB_SLOT]),
        .job_first_row(request[8 * mcc_contract_pkg::JOB_FIRST_ROW +: 32]),
        .job_rows(request[8 * mcc_contract_pkg::JOB_ROWS +: 16]), .exchange(exchange),
        .job_frames(request[8 * mcc_contract_pkg::JOB_FRAMES +: 32]),
        .job_image_addr(request[8 * mcc_contract_pkg::JOB_IMAGE_ADDRESS +: 64]),
        .job_image_bytes(request[8 * mcc_contract_pkg::JOB_IMAGE_BYTES +: 64]),
        .job_state_addr(request[8 * mcc_contract_pkg::JOB_STATE_ADDRESS +: 64]),
        .job_state_bytes(request[8 * mcc_contract_pkg::JOB_STATE_BYTES +: 64]),
        .job_audio_addr(request[8 * mcc_contract_pkg::JOB_AUDIO_ADDRESS +: 64]),
        .job_video_addr(request[8 * mcc_contract_pkg::JOB_VIDEO_ADDRESS +: 64]),
        .job_target_addr(request[8 * mcc_contract_pkg::JOB_TARGET_ADDRESS +: 64]),
        .job_gain_addr(request[8 * mcc_contract_pkg::JOB_GAIN_ADDRESS +: 64]),
        .job_audio_stride(request[8 * mcc_contract_pkg::JOB_AUDIO_STRIDE +: 32]),
        .job_video_stride(request[8 * mcc_contract_pkg::JOB_VIDEO_STRIDE +: 32]),
        .job_target_stride(request[8 * mcc_contract_pkg::JOB_TARGET_STRIDE +: 32]),
        .job_gain_stride(request[8 * mcc_contract_pkg::JOB_GAIN_STRIDE +: 32]),
        .job_seed(request[8 * mcc_contract_pkg::JOB_SEED +: 32]),
        .job_penalty(request[8 * mcc_contract_pkg::JOB_PENALTY +: 16]),
        .job_rate_shift(request[8 * mcc_contract_pkg::JOB_RATE_SHIFT +: 5]),
        .job_update_threshold(request[8 * mcc_contract_pkg::JOB_UPDATE_THRESHOLD +: 6]),
        .job_backward_threshold(request[8 * mcc_contract_pkg::JOB_BACKWARD_THRESHOLD +: 6]),
        .done_valid(core_done), .done_code(core_code), .loaded(loaded), .memory_weights(memory_weights),
        .second_fits(second_fits), .second_loaded(second_loaded),
        .wait_cycles(wait_cycles), .events_input(events_input), .events_receptive(events_receptive),
        .events_context(events_context), .events_backward(events_backward), .events_update(events_update),
        .rows_fetched(rows_fetched), .saturations(saturations), .steps(steps), .frames_done(frames_done),
        .active_cells(active_cells),
        .mrd_req_valid(core_read_valid), .mrd_req_ready(read_ready && !owns_bus), .mrd_req_addr(core_read_at),
        .mrd_req_beats(core_read_beats), .mrd_valid(read_data_valid && !owns_bus), .mrd_ready(core_data_ready),
        .mrd_data(read_beat), .mrd_last(read_last),
        .mwr_req_valid(core_write_valid), .mwr_req_ready(write_ready && !owns_bus), .mwr_req_addr(core_write_at),
        .mwr_req_beats(core_write_beats), .mwr_valid(core_beat_valid), .mwr_ready(write_data_ready && !owns_bus),
        .mwr_data(core_beat), .mwr_strb(core_strobe), .mwr_idle(write_idle));

    mcc_result result (
        .clk(clk), .rst(rst), .start(start), .counting(counting), .running(running),
        .beat_read(read_data_valid && read_data_ready), .beat_written(write_data_valid && write_data_ready),
        .code(code), .sequence_number(started), .fault_address(fault_address), .wait_cycles(wait_cycles),
        .events_input(events_input), .events_receptive(events_receptive), .events_context(events_context),
        .events_backward(events_backward), .events_update(events_update), .rows_fetched(rows_fetched),
        .saturations(saturations), .steps(steps), .frames_done(frames_done), .active_cells(active_cells),
        .latch(latch), .latch_beat(beat), .block_beat(beat), .block_data(block_data),
        .register_word(result_word), .register_data(result_data));
endmodule
