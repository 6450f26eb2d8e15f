// The life of a job: fetch its block, check it, let the core run it under a limit of cycles, keep its result, write the result
// back, say that it has ended. A job that is refused has changed nothing. When one fails, or is dropped by a soft reset, the core
// is held in reset and the bus is emptied by the rules, so that a core or a job that hangs is got rid of without the bus noticing.
`include "mcc_assert.svh"

module mcc_job (
    input  logic         clk,
    input  logic         rst,

    // From and to mcc_sequence.
    input  logic         start,
    input  logic [31:0]  sequence_number, // of the job that runs
    output logic         finished,
    output logic         failed,
    input  logic         drop,
    output logic         dropped,

    input  logic [63:0]  job_address,
    input  logic [63:0]  memory_base,
    input  logic [63:0]  memory_limit,

    // The core.
    output logic         core_rst,
    output logic         core_valid,
    input  logic         core_ready,
    input  logic         core_done,
    input  logic [7:0]   core_code,
    output logic [1023:0] request,

    // The bus, while the core does not run.
    output logic         owns_bus,
    output logic         flush,
    output logic         clear,
    output logic         read_valid,
    input  logic         read_ready,
    input  logic         read_data_valid,
    input  logic [127:0] read_data,
    input  logic         read_idle,
    input  logic         read_error,
    input  logic [63:0]  read_error_address,
    output logic         write_valid,
    input  logic         write_ready,
    output logic         write_data_valid,
    input  logic         write_data_ready,
    input  logic         write_idle,
    input  logic         write_error,
    input  logic [63:0]  write_error_address,
    output logic [63:4]  bus_address, // in beats, of the block's part that is read or written

    // The result.
    output logic         latch,
    output logic [3:0]   beat, // that is latched or written back
    output logic [7:0]   code,
    output logic [63:0]  fault_address,
    output logic         running,
    output logic         counting // from the start of the job until its result is latched
);
    localparam logic [3:0] IDLE = 4'd0, LOCATE = 4'd1, FETCH = 4'd2, RECEIVE = 4'd3, CHECK = 4'd4, OFFER = 4'd5, RUN = 4'd6,
                           LATCH = 4'd7, DRAIN = 4'd8, ADDRESS = 4'd9, WRITE = 4'd10, SETTLE = 4'd11, AMEND = 4'd12,
                           FINISH = 4'd13, DROP = 4'd14;
    localparam logic [3:0]  LAST_BEAT = 4'(mcc_contract_pkg::RES_BYTES / 16 - 1);
    localparam logic [3:0]  LAST_REQUEST_BEAT = 4'(mcc_contract_pkg::JOB_REQUEST_BYTES / 16 - 1);
    localparam logic [63:0] BLOCK_BYTES = 64'(mcc_contract_pkg::JOB_BYTES), RESULT = 64'(mcc_contract_pkg::JOB_RESULT);

    logic [3:0]  state;
    logic [63:0] block, cycles_left;
    logic        check, checked, is_failure, ending;
    logic [7:0]  check_code, end_code;
    logic [63:0] check_address, end_address, block_room;

    mcc_job_check checks (
        .clk(clk), .rst(rst), .check(check), .request(request), .sequence_number(sequence_number),
        .memory_base(memory_base), .memory_limit(memory_limit),
        .ready(checked), .code(check_code), .address(check_address));

    assign block_room = memory_limit - block;
    assign is_failure = code >= mcc_contract_pkg::CODE_READ_ERROR;
    assign core_valid = state == OFFER;
    assign running    = state == RUN;
    assign counting   = state != IDLE && state < LATCH;
    assign core_rst   = rst || state == DRAIN || state == DROP;
    assign flush      = state == DRAIN || state == DROP;
    assign clear      = state == IDLE || state == DRAIN || state == DROP;
    assign owns_bus   = !(state == OFFER || state == RUN);
    assign read_valid = state == FETCH;
    assign latch      = state == LATCH || state == AMEND;
    assign write_valid      = state == ADDRESS;
    assign write_data_valid = state == WRITE;
    assign bus_address = state == FETCH ? block[63:4] : block[63:4] + RESULT[63:4];
    assign finished    = state == FINISH && !drop;
    assign failed      = is_failure;
    assign dropped     = state == DROP && read_idle && write_idle;

    // Why a job's way ends, by state; what stands first wins.
    always_comb begin
        ending      = 1'b1;
        end_code    = mcc_contract_pkg::CODE_PENDING;
        end_address = '0;
        if (state == LOCATE && block[8:0] != 9'd0) begin
            end_code    = mcc_contract_pkg::CODE_JOB_MISALIGNED;
            end_address = block;
        end else if (state == LOCATE && (block < memory_base || block > memory_limit || block_room < BLOCK_BYTES)) begin
            end_code    = mcc_contract_pkg::CODE_JOB_OUT_OF_RANGE;
            end_address = block;
        end else if ((state == CHECK || state == RUN) && read_error) begin
            end_code    = mcc_contract_pkg::CODE_READ_ERROR;
            end_address = read_error_address;
        end else if (state == RUN && write_error) begin
            end_code    = mcc_contract_pkg::CODE_WRITE_ERROR;
            end_address = write_error_address;
        end else if (state == CHECK && checked && check_code != mcc_contract_pkg::CODE_PENDING) begin
            end_code    = check_code;
            end_address = check_address;
        end else if (state == RUN && core_done) begin
            end_code    = core_code;
        end else if ((state == OFFER || state == RUN) && cycles_left == 64'd0) begin
            end_code    = mcc_contract_pkg::CODE_CYCLE_LIMIT;
        end else begin
            ending      = 1'b0;
        end
    end

    always_ff @(posedge clk) begin
        check <= 1'b0;
        case (state)
            IDLE:
                if (start) begin
                    state         <= LOCATE;
                    block         <= job_address;
                    code          <= mcc_contract_pkg::CODE_PENDING;
                    fault_address <= '0;
                    beat          <= '0;
                end
            LOCATE: state <= FETCH;
            FETCH: if (read_ready) state <= RECEIVE;
            RECEIVE:
                if (read_data_valid) begin
                    request <= {read_data, request[1023:128]};
                    beat    <= beat + 4'd1;
                    if (beat == LAST_REQUEST_BEAT) begin
                        state <= CHECK;
                        check <= 1'b1;
                        beat  <= '0;
                    end
                end
            CHECK:
                if (checked) begin
                    state       <= OFFER;
                    cycles_left <= request[8 * mcc_contract_pkg::JOB_CYCLE_LIMIT +: 64];
                end
            OFFER: begin
                cycles_left <= cycles_left - 64'd1;
                if (core_ready) state <= RUN;
            end
            RUN: cycles_left <= cycles_left - 64'd1;
            LATCH: begin
                beat <= beat == LAST_BEAT ? 4'd0 : beat + 4'd1;
                // The result of a refused job stands in the registers only.
                if (beat == LAST_BEAT)
                    state <= is_failure ? DRAIN : code == mcc_contract_pkg::CODE_DONE ? ADDRESS : FINISH;
            end
            DRAIN: if (read_idle && write_idle) state <= ADDRESS;
            ADDRESS: if (write_ready) state <= WRITE;
            WRITE:
                if (write_data_ready) begin
                    beat <= beat == LAST_BEAT ? 4'd0 : beat + 4'd1;
                    if (beat == LAST_BEAT) state <= SETTLE;
                end
            SETTLE:
                if (write_idle) begin
                    state <= FINISH;
                    if (write_error && !is_failure) begin
                        state         <= AMEND;
                        code          <= mcc_contract_pkg::CODE_WRITE_ERROR;
                        fault_address <= write_error_address;
                    end
                end
            AMEND:   state <= FINISH;
            FINISH:  state <= IDLE;
            DROP:    if (!drop) state <= IDLE;
            default: state <= IDLE;
        endcase
        if (ending) begin
            state         <= LATCH;
            code          <= end_code;
            fault_address <= end_address;
        end
        if (drop) state <= DROP;
        if (rst) state <= IDLE;
    end

`ifdef MCC_CHECKED
    `MCC_RESET_FIRST

    // A job that starts ends once, or is dropped; the core gets it at most once and only after every check; a refused job writes
    // nothing. Core, bus and checks may answer anything at any time.
    // mcc_sequence starts one job at a time, holds drop until it is dropped, and starts nothing in the cycle after (proved there).
    logic f_running, f_must_drop, f_drop_before;
    `MCC_ASSUME(!start || (!f_running && !drop && !f_drop_before))
    `MCC_ASSUME(!f_must_drop || drop)

    logic f_allowed, f_offered, f_finished;
    logic [4:0] f_latched, f_written;
    always @(posedge clk) begin
        if (start) begin
            f_running <= 1; f_allowed <= 0; f_offered <= 0; f_latched <= 0; f_written <= 0;
        end
        if (f_running && state == CHECK && checked && check_code == mcc_contract_pkg::CODE_PENDING) f_allowed <= 1;
        if (core_valid && core_ready) f_offered <= 1;
        if (state == LATCH) f_latched <= f_latched + 1;
        if (write_data_valid && write_data_ready) f_written <= f_written + 1;
        if (finished || (drop && dropped)) f_running <= 0;
        f_must_drop <= drop && !dropped;
        f_drop_before <= drop;
        if (rst) begin
            f_running <= 0; f_must_drop <= 0; f_drop_before <= 0;
        end
    end

    `MCC_ALWAYS begin
        if (finished) assert (f_running && f_latched == mcc_contract_pkg::RES_BYTES / 16);
        if (core_valid) assert (f_running && f_allowed && !f_offered && !core_rst);
        if (running) assert (f_running && f_offered);
        // What is not done and has not failed half-way was refused: no byte of it is written.
        if (write_valid || write_data_valid)
            assert (code == mcc_contract_pkg::CODE_DONE || code >= mcc_contract_pkg::CODE_READ_ERROR);
        if (finished && f_written != 0) assert (f_written == mcc_contract_pkg::RES_BYTES / 16);
        if (finished && failed) assert (code >= mcc_contract_pkg::CODE_READ_ERROR && f_written != 0);
        if (owns_bus) assert (!core_valid && !running);
        if (flush) assert (core_rst && !read_valid && !write_valid && !write_data_valid);
        // Invariants that induction needs.
        assert (state <= DROP);
        if (state != IDLE && state != DROP) assert (f_running);
        if (state == IDLE) assert (!f_running);
        if (state == OFFER) assert (f_allowed && !f_offered);
        if (state == RUN) assert (f_offered);
        if (state < LATCH && f_running) assert (f_latched == 0 && f_written == 0);
        if (state < OFFER && f_running) assert (!f_offered);
        if (state == LATCH) assert (f_latched == beat && beat <= LAST_BEAT && f_written == 0);
        if (state > LATCH && state != DROP) assert (f_latched == LAST_BEAT + 1);
        if (state == DRAIN || state == ADDRESS) assert (f_written == 0 && beat == 0);
        if (state == WRITE) assert (f_written == beat && beat <= LAST_BEAT);
        if (state == SETTLE || state == AMEND) assert (f_written == LAST_BEAT + 1 && beat == 0);
        if (state == DRAIN) assert (is_failure);
        if (state == ADDRESS || state == WRITE || state == SETTLE)
            assert (code == mcc_contract_pkg::CODE_DONE || is_failure);
        if (state == AMEND) assert (is_failure);
        if (state == FINISH) assert (f_written == 0 ? !is_failure : f_written == LAST_BEAT + 1);
        if (state == DROP) assert (f_drop_before && (f_must_drop || !f_running));
        if (state == LOCATE || state == FETCH || state == CHECK || state == OFFER || state == RUN) assert (beat == 0);
    end
`endif
endmodule
