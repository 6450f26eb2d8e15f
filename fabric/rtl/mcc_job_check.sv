// Reads a job's request and says whether it may run, before anything has been touched: block, operation, parameters, and every
// region of memory that the operation uses. What depends on the loaded network is checked by the core.
// The regions are checked one after the other, so that one multiplier and one set of 64-bit comparisons serve all six.
module mcc_job_check (
    input  logic          clk,
    input  logic          rst,

    input  logic          check, // one cycle; the request stays until `ready`
    // verilator lint_off UNUSEDSIGNAL
    input  logic [1023:0] request, // some fields are not for checks
    // verilator lint_on UNUSEDSIGNAL
    input  logic [31:0]   sequence_number,
    input  logic [63:0]   memory_base,
    input  logic [63:0]   memory_limit,

    output logic          ready, // one cycle
    output logic [7:0]    code,  // CODE_PENDING: it may run
    output logic [63:0]   address // of the region that was refused, else zero
);
    // Fields that decide, by name.
    logic [31:0]  operation, frames;
    logic [15:0]  rate_shift;
    logic [7:0]   update_threshold, backward_threshold;
    logic [31:15] penalty; // the bits that must all be its sign
    assign operation  = request[8 * mcc_contract_pkg::JOB_OPERATION +: 32];
    assign frames     = request[8 * mcc_contract_pkg::JOB_FRAMES +: 32];
    assign penalty    = request[8 * mcc_contract_pkg::JOB_PENALTY + 15 +: 17];
    assign rate_shift = request[8 * mcc_contract_pkg::JOB_RATE_SHIFT +: 16];
    assign update_threshold   = request[8 * mcc_contract_pkg::JOB_UPDATE_THRESHOLD +: 8];
    assign backward_threshold = request[8 * mcc_contract_pkg::JOB_BACKWARD_THRESHOLD +: 8];

    logic load, forward, train, read_weights, write_weights, read_state, write_state, self_test, known;
    logic [15:0] slot;
    assign slot         = request[8 * mcc_contract_pkg::JOB_SLOT +: 16];
    assign write_weights = operation == {28'd0, mcc_contract_pkg::OP_WRITE_WEIGHTS};
    assign self_test    = operation == {28'd0, mcc_contract_pkg::OP_SELF_TEST};
    assign load         = operation == {28'd0, mcc_contract_pkg::OP_LOAD};
    assign forward      = operation == {28'd0, mcc_contract_pkg::OP_FORWARD};
    assign train        = operation == {28'd0, mcc_contract_pkg::OP_TRAIN};
    assign read_weights = operation == {28'd0, mcc_contract_pkg::OP_READ_WEIGHTS};
    assign read_state   = operation == {28'd0, mcc_contract_pkg::OP_READ_STATE};
    assign write_state  = operation == {28'd0, mcc_contract_pkg::OP_WRITE_STATE};
    assign known        = load || forward || train || read_weights || write_weights || read_state || write_state || self_test
                       || operation == {28'd0, mcc_contract_pkg::OP_CLEAR_STATE};

    logic [7:0] block_code;
    always_comb begin
        block_code = mcc_contract_pkg::CODE_PENDING;
        if (request[8 * mcc_contract_pkg::JOB_MAGIC +: 32] != mcc_contract_pkg::JOB_MAGIC_VALUE)
            block_code = mcc_contract_pkg::CODE_BAD_MAGIC;
        else if (request[8 * mcc_contract_pkg::JOB_VERSION +: 32] != mcc_contract_pkg::JOB_VERSION_VALUE)
            block_code = mcc_contract_pkg::CODE_BAD_VERSION;
        else if (!known)
            block_code = mcc_contract_pkg::CODE_BAD_OPERATION;
        else if (request[8 * mcc_contract_pkg::JOB_SEQUENCE +: 32] != sequence_number)
            block_code = mcc_contract_pkg::CODE_BAD_SEQUENCE;
        else if (request[8 * mcc_contract_pkg::JOB_CYCLE_LIMIT +: 64] == 64'd0)
            block_code = mcc_contract_pkg::CODE_BAD_CYCLE_LIMIT;
        else if (slot > 16'd1 || (slot != 16'd0 && (load || self_test)))
            block_code = mcc_contract_pkg::CODE_BAD_SLOT;
        else if ((forward || train) && frames == 32'd0)
            block_code = mcc_contract_pkg::CODE_BAD_FRAMES;
        else if (train && (penalty != {17{penalty[31]}} || 32'(rate_shift) > mcc_contract_pkg::JOB_RATE_SHIFT_MAX
                || 32'(update_threshold) > mcc_contract_pkg::JOB_THRESHOLD_MAX
                || (backward_threshold > 8'd1 && backward_threshold > update_threshold)))
            block_code = mcc_contract_pkg::CODE_BAD_PARAMETER;
    end

    // The region of the moment: where, and how many pieces of what size.
    logic [2:0]  region;
    logic [63:0] start, size, span;
    logic [31:0] stride;
    logic        used, by_frames;
    always_comb begin
        start  = request[8 * mcc_contract_pkg::JOB_IMAGE_ADDRESS +: 64];
        size   = request[8 * mcc_contract_pkg::JOB_IMAGE_BYTES +: 64];
        stride = request[8 * mcc_contract_pkg::JOB_AUDIO_STRIDE +: 32];
        used   = load || read_weights || write_weights;
        case (region)
            3'd1: begin
                start = request[8 * mcc_contract_pkg::JOB_STATE_ADDRESS +: 64];
                size  = request[8 * mcc_contract_pkg::JOB_STATE_BYTES +: 64];
                used  = read_state || write_state || ((forward || train) && size != 64'd0);
            end
            3'd2: begin
                start = request[8 * mcc_contract_pkg::JOB_AUDIO_ADDRESS +: 64];
                used  = forward || train;
            end
            3'd3: begin
                start  = request[8 * mcc_contract_pkg::JOB_VIDEO_ADDRESS +: 64];
                stride = request[8 * mcc_contract_pkg::JOB_VIDEO_STRIDE +: 32];
                used   = forward || train;
            end
            3'd4: begin
                start  = request[8 * mcc_contract_pkg::JOB_TARGET_ADDRESS +: 64];
                stride = request[8 * mcc_contract_pkg::JOB_TARGET_STRIDE +: 32];
                used   = train;
            end
            3'd5: begin
                start  = request[8 * mcc_contract_pkg::JOB_GAIN_ADDRESS +: 64];
                stride = request[8 * mcc_contract_pkg::JOB_GAIN_STRIDE +: 32];
                used   = forward || train;
            end
            default: ;
        endcase
        by_frames = region >= 3'd2;
    end

    // Steps of a region; registers behind the multiplier, so that its block can take them in.
    logic [2:0]  step;
    logic        running, misaligned, outside;
    logic [63:0] product, length;

    always_ff @(posedge clk) begin
        ready <= 1'b0;
        if (check) begin
            running <= block_code == mcc_contract_pkg::CODE_PENDING;
            ready   <= block_code != mcc_contract_pkg::CODE_PENDING;
            code    <= block_code;
            address <= '0;
            region  <= '0;
            step    <= '0;
        end else if (running) begin
            step    <= step + 3'd1;
            product <= {32'd0, frames} * {32'd0, stride};
            length  <= by_frames ? product : size;
            span    <= memory_limit - start;
            misaligned <= start[3:0] != 4'd0 || (by_frames ? stride[3:0] != 4'd0 : size[3:0] != 4'd0);
            outside    <= start < memory_base || start > memory_limit || length > span;
            if (step == 3'd3 && used && (misaligned || outside)) begin
                running <= 1'b0;
                ready   <= 1'b1;
                code    <= misaligned ? mcc_contract_pkg::CODE_MISALIGNED : mcc_contract_pkg::CODE_OUT_OF_RANGE;
                address <= start;
            end else if (step == 3'd3) begin
                step    <= '0;
                region  <= region + 3'd1;
                running <= region != 3'd5;
                ready   <= region == 3'd5;
            end
        end
        if (rst) begin
            running <= 1'b0;
            ready   <= 1'b0;
        end
    end
endmodule
